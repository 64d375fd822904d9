import { and, eq } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { requireRegistered } from "./access.ts";
import { documents } from "./tables.ts";

/**
 * Deletes a document; the next answer no longer rests on it. Its bytes go by a job. Refuses what is
 * not there, and so a repetition, with `not-found`.
 */
export async function deleteDocument(ctx: Ctx, id: string): Promise<void> {
  const workspace = requireRegistered(ctx, "knowledge.write");
  const missing = new Problem("not-found", { detail: "There is no such document." });
  if (!isId("doc", id)) throw missing;
  const own = and(eq(documents.id, id), eq(documents.workspaceId, workspace.id));
  const row = await ctx.db.select({ id: documents.id }).from(documents).where(own).get();
  if (row === undefined) throw missing;
  await runBatch(ctx.db, [
    ctx.db.delete(documents).where(own),
    auditRow(ctx, "document.deleted", id),
    outboxRow(ctx, "chat.document-deleted", { documentId: id }),
  ]);
}
