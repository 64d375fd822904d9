import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { beginConversation, listTemplates } from "#features/chat";
import { m } from "#messages";
import type { Route } from "./+types/new";
import { loadChatContext } from "./chat-context.ts";
import { ChatPane } from "./chat-pane.tsx";
import { emptyTranscript } from "./empty-transcript.ts";
import { textField } from "./form-fields.ts";
import { refusalOf, typedText } from "./form-refusal.ts";

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.chat_new()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const templateId = new URL(request.url).searchParams.get("template");
  const [shared, templates] = await Promise.all([
    loadChatContext(ctx),
    templateId === null ? [] : listTemplates(ctx),
  ]);
  const template = templates.find(({ id }) => id === templateId);
  return { ...shared, initialText: template?.text ?? "" };
}

/** Begins a conversation with its first message, for those without script. */
export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  const model = textField(form, "model");
  const { conversationId } = await beginConversation(ctx, {
    clientId: textField(form, "clientId") ?? crypto.randomUUID(),
    text: textField(form, "text") ?? "",
    ...(model === undefined ? {} : { model }),
  });
  throw redirect(`/chat/${conversationId}`);
}

export default function NewConversation({ loaderData, actionData }: Route.ComponentProps) {
  const { initialText, ...shared } = loaderData;
  return (
    <ChatPane
      key="new"
      {...shared}
      conversation={null}
      transcript={emptyTranscript}
      initialText={typedText(actionData) ?? initialText}
      formRefusal={refusalOf(actionData)}
    />
  );
}
