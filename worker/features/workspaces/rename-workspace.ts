import { and, eq, isNull } from "drizzle-orm";
import type { WorkspaceId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requirePermission } from "./guards.ts";
import { RenameWorkspace } from "./schema.ts";
import { workspaces } from "./tables.ts";

/**
 * Renames the workspace of this request. Refuses without `workspace.update`, and another workspace as
 * `not-found`. The same name again changes nothing.
 */
export async function renameWorkspace(
  ctx: Ctx,
  id: WorkspaceId,
  input: RenameWorkspace,
): Promise<void> {
  const workspace = requirePermission(ctx, "workspace.update");
  if (workspace.id !== id) throw new Problem("not-found");
  const { name } = parseInput(RenameWorkspace, input);
  await runBatch(ctx.db, [
    ctx.db
      .update(workspaces)
      .set({ name, updatedAtMs: ctx.clock.now() })
      .where(and(eq(workspaces.id, id), isNull(workspaces.deletedAtMs))),
    auditRow(ctx, "workspace.renamed", id),
  ]);
}
