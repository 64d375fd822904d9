import type { ConversationId } from "#core/ids";
import { isProblem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { sha256Hex } from "#platform/seal";

import { putConversation } from "./create-conversation.ts";
import { deleteConversation } from "./delete-conversation.ts";
import type { SendMessage } from "./schema.ts";
import { sendMessage, type SentMessage } from "./send-message.ts";

/** The same send names the same conversation; of 104 bits, so that no two ever meet. */
async function idOf(workspace: WorkspaceRef, clientId: string): Promise<ConversationId> {
  const digest = await sha256Hex(`begin ${workspace.id} ${clientId}`);
  return `conv_${digest.slice(0, 26).toUpperCase()}`;
}

async function takeBack(ctx: Ctx, id: ConversationId): Promise<void> {
  try {
    await deleteConversation(ctx, id);
  } catch (cause) {
    ctx.log.warn("chat.empty-conversation-left", { conversationId: id, cause: String(cause) });
  }
}

/**
 * Begins a conversation with its first message, once per `clientId`: the same one again gives the
 * same conversation and the same turn. Refuses as `createConversation` and `sendMessage` do, and
 * then leaves no conversation behind, unless it cannot be known whether the turn has begun.
 */
export async function beginConversation(
  ctx: Ctx,
  message: Pick<SendMessage, "clientId" | "text" | "model">,
): Promise<SentMessage & { conversationId: ConversationId }> {
  const id = await idOf(requirePermission(ctx, "chat.send"), message.clientId);
  const settings = message.model === undefined ? {} : { settings: { model: message.model } };
  const { isNew } = await putConversation(ctx, settings, id);
  try {
    return { ...(await sendMessage(ctx, id, message)), conversationId: id };
  } catch (refusal) {
    const isKnown = isProblem(refusal) && refusal.slug !== "unavailable";
    if (isNew && isKnown) await takeBack(ctx, id);
    throw refusal;
  }
}
