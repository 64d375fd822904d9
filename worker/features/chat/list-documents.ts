import { and, desc, eq, isNull } from "drizzle-orm";
import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { requireConversation } from "./access.ts";
import { DOCUMENTS_MAX, type DocumentView } from "./schema.ts";
import { documents } from "./tables.ts";
import { toDocumentView } from "./to-document-view.ts";

/** The documents of a conversation, or without one the workspace's knowledge; newest first. */
export async function listDocuments(
  ctx: Ctx,
  { conversationId }: { conversationId?: string } = {},
): Promise<DocumentView[]> {
  const workspace = requirePermission(ctx, "knowledge.read");
  const scope =
    conversationId === undefined
      ? isNull(documents.conversationId)
      : eq(
          documents.conversationId,
          (await requireConversation(ctx, workspace, conversationId)).id,
        );
  const rows = await ctx.db
    .select()
    .from(documents)
    .where(and(eq(documents.workspaceId, workspace.id), scope))
    .orderBy(desc(documents.createdAtMs), desc(documents.id))
    .limit(DOCUMENTS_MAX);
  return rows.map(toDocumentView);
}
