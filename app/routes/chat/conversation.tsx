import { Outlet, redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { getConversation, getTranscript } from "#features/chat";
import { m } from "#messages";
import type { Route } from "./+types/conversation";
import { actOnConversation } from "./act-on-conversation.ts";
import { loadChatContext } from "./chat-context.ts";
import { ChatPane } from "./chat-pane.tsx";
import { refusalOf, typedText } from "./form-refusal.ts";
import { MessageList } from "./message-list.tsx";
import type { SettingsContext } from "./settings.tsx";

export function meta({ loaderData }: Route.MetaArgs): Route.MetaDescriptors {
  const title = loaderData?.conversation.title ?? m.chat_title();
  return [{ title: `${title} · ${m.brand_name()}` }];
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [conversation, transcript, shared] = await Promise.all([
    getConversation(ctx, params.id),
    getTranscript(ctx, params.id),
    loadChatContext(ctx),
  ]);
  return { ...shared, conversation, transcript };
}

export async function action({ params, request, context }: Route.ActionArgs) {
  const answer = await actOnConversation(ctxOf(context), params.id, await request.formData());
  if (answer.goTo !== undefined) throw redirect(answer.goTo);
  return answer;
}

export default function Conversation({ loaderData, actionData }: Route.ComponentProps) {
  return (
    <>
      <ChatPane
        key={loaderData.conversation.id}
        {...loaderData}
        list={MessageList}
        initialText={typedText(actionData) ?? ""}
        formRefusal={refusalOf(actionData)}
      />
      <Outlet context={loaderData satisfies SettingsContext} />
    </>
  );
}
