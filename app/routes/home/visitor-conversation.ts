import { MICRO_PER_PT } from "#core/money";
import {
  beginConversation,
  followTurn,
  getTranscript,
  listConversations,
  sendMessage,
} from "#features/chat";
import type { MessageView } from "#features/chat/schema";
import { getBalance } from "#features/credits";
import { ensureVisitor } from "#features/visitors";
import { currentPlan } from "#features/plans";
import type { ctxOf } from "#app/context.ts";

type Ctx = ReturnType<typeof ctxOf>;

/** The chat of the start page as this browser left it. */
export interface VisitorChatState {
  messages: MessageView[];
  conversationId: string | null;
  availableMicroPt: number;
  /** Nothing has been asked yet: the whole gift is there. */
  isNew: boolean;
}

async function untouched(ctx: Ctx): Promise<VisitorChatState> {
  const { ptPerPeriod } = await currentPlan(ctx, "visitor");
  return {
    messages: [],
    conversationId: null,
    availableMicroPt: ptPerPeriod * MICRO_PER_PT,
    isNew: true,
  };
}

async function latestConversation(ctx: Ctx): Promise<string | undefined> {
  if (ctx.actor.kind !== "visitor") return undefined;
  const { items } = await listConversations(ctx, { limit: 1 });
  return items[0]?.id;
}

/**
 * The conversation asked for, else a visitor's last one. Refuses one of another workspace with
 * `not-found`. Whoever has asked nothing yet gets the untouched chat.
 */
export async function readVisitorChat(ctx: Ctx, wanted: string | null): Promise<VisitorChatState> {
  if (ctx.workspace === undefined) return await untouched(ctx);
  const [{ availableMicroPt }, id] = await Promise.all([
    getBalance(ctx),
    wanted ?? latestConversation(ctx),
  ]);
  if (id === undefined) {
    return { messages: [], conversationId: null, availableMicroPt, isNew: false };
  }
  const { messages } = await getTranscript(ctx, id);
  return { messages, conversationId: id, availableMicroPt, isNew: false };
}

async function readToEnd(stream: ReadableStream<Uint8Array>): Promise<void> {
  const reader = stream.getReader();
  for (let done = false; !done;) ({ done } = await reader.read());
}

/** Sends as a visitor, made one if need be, and returns when the answer has ended. */
export async function askAndWait(
  ctx: Ctx,
  { text, conversationId }: { text: string; conversationId: string },
): Promise<{ conversationId: string; setCookies: string[] }> {
  const { ctx: asVisitor, setCookies } = await ensureVisitor(ctx);
  const message = { clientId: crypto.randomUUID(), text };
  const begun =
    conversationId === ""
      ? await beginConversation(asVisitor, message)
      : { ...(await sendMessage(asVisitor, conversationId, message)), conversationId };
  const { conversationId: id, turnId } = begun;
  await readToEnd(await followTurn(asVisitor, id, turnId));
  return { conversationId: id, setCookies };
}
