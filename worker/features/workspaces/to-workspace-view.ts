import type { WorkspaceView } from "./schema.ts";
import type { workspaces } from "./tables.ts";

/** The one mapping from the row to what members see. */
export function toWorkspaceView(row: typeof workspaces.$inferSelect): WorkspaceView {
  const { id, slug, name, kind, plan, planVersionId, accountId, createdAtMs } = row;
  const { deleteAtMs, transferToUserId } = row;
  return {
    id,
    slug,
    name,
    kind,
    plan,
    planVersionId,
    accountId,
    createdAtMs,
    deleteAtMs,
    transferToUserId,
  };
}
