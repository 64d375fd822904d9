import { and, desc, eq, isNull } from "drizzle-orm";
import type { DocumentId, WorkspaceId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { DOCUMENTS_MAX } from "./schema.ts";
import { documents } from "./tables.ts";

/** The documents of the workspace's knowledge. */
export async function findKnowledge(ctx: Ctx, workspaceId: WorkspaceId): Promise<DocumentId[]> {
  const rows = await ctx.db
    .select({ id: documents.id })
    .from(documents)
    .where(and(eq(documents.workspaceId, workspaceId), isNull(documents.conversationId)))
    .orderBy(desc(documents.createdAtMs))
    .limit(DOCUMENTS_MAX);
  return rows.map((row) => row.id);
}
