import { and, eq, lte } from "drizzle-orm";
import { isId, type MessageId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireModel } from "#features/models";
import { requirePermission } from "#features/workspaces";
import type { StartedTurn, TurnAsk } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import { type ConversationRow } from "./access.ts";
import { cleanText } from "./clean-text.ts";
import { titleFrom } from "./conversation-title.ts";
import { SendMessage, type MessageView } from "./schema.ts";
import { startTurn } from "./start-turn.ts";
import { conversations } from "./tables.ts";
import { readTurnGround, toTurnBasis } from "./turn-basis.ts";

/** A turn that has begun. Follow it from `seq` to miss nothing. */
export interface SentMessage {
  userMessage: MessageView;
  assistantMessage: MessageView;
  turnId: string;
  seq: number;
}

/**
 * Sends a message and starts the turn that answers it, once per `clientId`: the same one again gives
 * the same turn and charges nothing more. When it answers, the PT are held and the provider is being
 * called; the turn then goes on whatever becomes of the caller. Refuses with `turn-in-progress`,
 * with 402 (which limit, what was needed, what is there), with the Problems of `requireModel`, and
 * leaves nothing behind when it refuses.
 */
export async function sendMessage(
  ctx: Ctx,
  conversationId: string,
  input: SendMessage,
): Promise<SentMessage> {
  const workspace = requirePermission(ctx, "chat.send");
  const { clientId, text, model, parentId, attachmentIds } = parseInput(SendMessage, input);
  const ground = await readTurnGround(ctx, workspace, conversationId, attachmentIds ?? []);
  const { conversation, attachments, documentIds } = ground;
  const chosen = await requireModel(ctx, model ?? conversation.settings.model);
  const ask: TurnAsk = {
    type: "send",
    text: cleanText(text),
    attachments,
    ...(parentId === undefined ? {} : { parentId: toParentId(parentId) }),
  };
  const basis = toTurnBasis(ctx, chosen, conversation.settings, documentIds);
  const started = await startTurn(ctx, workspace, conversation.id, { clientId, ask, basis });
  ctx.defer(touch(ctx, conversation, text));
  return toSentMessage(started);
}

export function toSentMessage(started: StartedTurn): SentMessage {
  const { userMessage, assistantMessage, turnId, seq } = started;
  if (userMessage === null || assistantMessage === null) {
    throw new Error("A conversation's turn has messages");
  }
  return { userMessage, assistantMessage, turnId, seq };
}

function toParentId(parentId: string | null): MessageId | null {
  if (parentId === null || isId("msg", parentId)) return parentId;
  throw new Problem("invalid-input", {
    errors: [{ pointer: "/parentId", detail: "not a message of this conversation" }],
  });
}

/** Moves the conversation up in the list at once; the projection of the ended turn does it again. */
async function touch(ctx: Ctx, { id, title }: ConversationRow, text: string): Promise<void> {
  const updatedAtMs = ctx.clock.now();
  try {
    await ctx.db
      .update(conversations)
      .set({ updatedAtMs, ...(title === "" ? { title: titleFrom(text) } : {}) })
      .where(and(eq(conversations.id, id), lte(conversations.updatedAtMs, updatedAtMs)));
  } catch (cause) {
    ctx.log.warn("chat.touch-failed", { conversationId: id, cause: String(cause) });
  }
}
