import { isId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import { conversationOf } from "#objects/conversation";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { ownConversation, requireConversation } from "./access.ts";
import { getConversation } from "./get-conversation.ts";
import { reach } from "./reach.ts";
import { ConversationPatch, type ConversationView } from "./schema.ts";
import { conversations } from "./tables.ts";

/**
 * Renames, pins, archives, changes the settings (as a whole) or moves to another branch. The same
 * patch again changes nothing more. Refuses with `not-found` and `invalid-input`.
 */
export async function updateConversation(
  ctx: Ctx,
  id: string,
  input: ConversationPatch,
): Promise<ConversationView> {
  const workspace = requirePermission(ctx, "chat.write");
  const { headMessageId, ...patch } = parseInput(ConversationPatch, input);
  const { id: conversationId } = await requireConversation(ctx, workspace, id);
  if (headMessageId !== undefined) {
    const isMoved =
      isId("msg", headMessageId) &&
      (await reach(ctx, () => conversationOf(ctx.env, conversationId).setHead(headMessageId)));
    if (!isMoved) {
      throw new Problem("invalid-input", {
        errors: [{ pointer: "/headMessageId", detail: "not a message of this conversation" }],
      });
    }
  }
  const changed = Object.keys(patch);
  if (changed.length > 0) {
    await runBatch(ctx.db, [
      ctx.db.update(conversations).set(patch).where(ownConversation(workspace, id)),
      auditRow(ctx, "conversation.updated", conversationId, { changed }),
    ]);
  }
  return await getConversation(ctx, id);
}
