import { eq } from "drizzle-orm";
import { requirePermission } from "#features/workspaces";
import { conversationOf } from "#objects/conversation";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { ownConversation, requireConversation } from "./access.ts";
import { conversations, documents } from "./tables.ts";

/**
 * Deletes a conversation with its messages, its share and its documents. A running answer is stopped
 * and settled. It is gone at once for everyone; what lies in the object and the bucket goes by a
 * job. Refuses what is not there, and so a repetition, with `not-found`.
 */
export async function deleteConversation(ctx: Ctx, id: string): Promise<void> {
  const workspace = requirePermission(ctx, "chat.write");
  const { id: conversationId } = await requireConversation(ctx, workspace, id);
  const attached = await ctx.db
    .select({ id: documents.id })
    .from(documents)
    .where(eq(documents.conversationId, conversationId));
  const documentIds = attached.map((document) => document.id);
  await runBatch(ctx.db, [
    ctx.db.delete(conversations).where(ownConversation(workspace, id)),
    auditRow(ctx, "conversation.deleted", conversationId),
    outboxRow(ctx, "chat.conversation-deleted", { conversationId, documentIds }),
  ]);
  ctx.defer(stop(ctx, conversationId));
}

/** The job stops it for certain; this saves PT meanwhile. */
async function stop(ctx: Ctx, conversationId: Parameters<typeof conversationOf>[1]): Promise<void> {
  try {
    await conversationOf(ctx.env, conversationId).stop();
  } catch (cause) {
    ctx.log.warn("chat.stop-failed", { conversationId, cause: String(cause) });
  }
}
