import type { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import {
  addDocument,
  deleteConversation,
  getConversation,
  regenerate,
  revokeShare,
  sendMessage,
  shareConversation,
  updateConversation,
} from "#features/chat";
import type { ConversationSettings } from "#features/chat/schema";
import { contentTypeOf, fileFields, numberField, textField } from "./form-fields.ts";

type Ctx = ReturnType<typeof ctxOf>;

interface ActAnswer {
  /** Where the page goes next. */
  goTo?: string;
  attached?: { id: string; name: string }[];
  saved?: boolean;
}

/** Does what a form of the conversation's pages asks for by its `intent`. */
export async function actOnConversation(ctx: Ctx, id: string, form: FormData): Promise<ActAnswer> {
  switch (textField(form, "intent")) {
    case "send":
      return await send(ctx, id, form);
    case "regenerate":
      return await answerAgain(ctx, id, form);
    case "head":
      await updateConversation(ctx, id, { headMessageId: textField(form, "headMessageId") });
      return {};
    case "model":
      return await chooseModel(ctx, id, textField(form, "model"));
    case "rename":
      await updateConversation(ctx, id, { title: textField(form, "title") });
      return {};
    case "pin":
      await updateConversation(ctx, id, { pinned: textField(form, "pinned") === "true" });
      return {};
    case "archive":
      await updateConversation(ctx, id, { archived: textField(form, "archived") === "true" });
      return {};
    case "settings":
      await updateConversation(ctx, id, {
        title: textField(form, "title"),
        settings: await settingsOf(ctx, id, form),
      });
      return { saved: true };
    case "share":
      await shareConversation(ctx, id);
      return {};
    case "revoke":
      await revokeShare(ctx, id);
      return {};
    case "attach":
      return await attach(ctx, id, form);
    case "delete":
      await deleteConversation(ctx, id);
      return textField(form, "stay") === undefined ? { goTo: "/chat" } : {};
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

async function send(ctx: Ctx, id: string, form: FormData): Promise<ActAnswer> {
  const model = textField(form, "model");
  const attachmentIds = form.getAll("attachmentIds").filter((one) => typeof one === "string");
  await sendMessage(ctx, id, {
    clientId: textField(form, "clientId") ?? crypto.randomUUID(),
    text: textField(form, "text") ?? "",
    ...(model === undefined ? {} : { model }),
    ...(attachmentIds.length === 0 ? {} : { attachmentIds }),
  });
  return { goTo: `/chat/${id}` };
}

async function answerAgain(ctx: Ctx, id: string, form: FormData): Promise<ActAnswer> {
  const model = textField(form, "model");
  await regenerate(ctx, id, {
    clientId: textField(form, "clientId") ?? crypto.randomUUID(),
    messageId: textField(form, "messageId") ?? "",
    ...(model === undefined ? {} : { model }),
  });
  return {};
}

async function chooseModel(ctx: Ctx, id: string, model: string | undefined): Promise<ActAnswer> {
  const { settings } = await getConversation(ctx, id);
  await updateConversation(ctx, id, { settings: { ...settings, model } });
  return {};
}

async function settingsOf(ctx: Ctx, id: string, form: FormData): Promise<ConversationSettings> {
  const { settings } = await getConversation(ctx, id);
  return {
    model: settings.model,
    systemPrompt: textField(form, "systemPrompt"),
    temperature: numberField(form, "temperature"),
    topP: numberField(form, "topP"),
    maxOutputTokens: numberField(form, "maxOutputTokens"),
    useKnowledge: form.get("useKnowledge") !== null,
  };
}

async function attach(ctx: Ctx, id: string, form: FormData): Promise<ActAnswer> {
  const attached: { id: string; name: string }[] = [];
  for (const file of fileFields(form, "files")) {
    const document = await addDocument(ctx, {
      name: file.name,
      contentType: contentTypeOf(file),
      bytes: new Uint8Array(await file.arrayBuffer()),
      conversationId: id,
    });
    attached.push({ id: document.id, name: document.name });
  }
  return { attached };
}
