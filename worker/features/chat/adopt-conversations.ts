import { eq } from "drizzle-orm";
import type { WorkspaceId } from "#core/ids";
import { Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { conversations, documents, messages, promptTemplates } from "./tables.ts";

/**
 * Moves everything that a visitor's workspace has of chat to the one that adopted it; an answer that
 * is being written goes on. Again it moves what came since. Only for jobs.
 */
export async function adoptConversations(
  ctx: Ctx,
  { fromWorkspaceId, toWorkspaceId }: { fromWorkspaceId: WorkspaceId; toWorkspaceId: WorkspaceId },
): Promise<void> {
  if (ctx.actor.kind !== "job") throw new Problem("forbidden");
  if (fromWorkspaceId === toWorkspaceId) return;
  const moved = { workspaceId: toWorkspaceId };
  const { db } = ctx;
  await runBatch(db, [
    db.update(conversations).set(moved).where(eq(conversations.workspaceId, fromWorkspaceId)),
    db.update(messages).set(moved).where(eq(messages.workspaceId, fromWorkspaceId)),
    db.update(documents).set(moved).where(eq(documents.workspaceId, fromWorkspaceId)),
    db.update(promptTemplates).set(moved).where(eq(promptTemplates.workspaceId, fromWorkspaceId)),
    auditRow(ctx, "conversations.adopted", toWorkspaceId, { fromWorkspaceId }),
  ]);
}
