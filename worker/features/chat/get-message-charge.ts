import { and, eq } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import { conversationOf } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";

import { reach } from "./reach.ts";
import { messages } from "./tables.ts";

/**
 * The ledger's transaction behind a message of the workspace: of an answer its own, of a question
 * that of the answer that was asked for with it; null when nothing was charged. Anything else,
 * another workspace's message included, is `not-found`.
 */
export async function getMessageCharge(
  ctx: Ctx,
  messageId: string,
): Promise<{ transactionId: string | null }> {
  const workspace = requirePermission(ctx, "chat.read");
  const missing = new Problem("not-found", { detail: "There is no such message." });
  if (!isId("msg", messageId)) throw missing;
  const row = await ctx.db
    .select({ conversationId: messages.conversationId })
    .from(messages)
    .where(and(eq(messages.id, messageId), eq(messages.workspaceId, workspace.id)))
    .get();
  if (row === undefined) throw missing;
  const record = await reach(
    ctx,
    async () => await conversationOf(ctx.env, row.conversationId).turnRecord(messageId),
  );
  if (record === null) throw missing;
  return { transactionId: record.transactionId };
}
