import { and, eq, isNull } from "drizzle-orm";
import type { WorkspaceId } from "#core/ids";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { isOperator } from "./guards.ts";
import type { WorkspaceView } from "./schema.ts";
import { workspaces } from "./tables.ts";
import { toWorkspaceView } from "./to-workspace-view.ts";

/**
 * One workspace, for those in it and for the operator; to everyone else it is `not-found`, as is a
 * deleted one.
 */
export async function getWorkspace(ctx: Ctx, id: WorkspaceId): Promise<WorkspaceView> {
  if (ctx.workspace?.id !== id && !isOperator(ctx.actor)) throw new Problem("not-found");
  const row = await ctx.db
    .select()
    .from(workspaces)
    .where(and(eq(workspaces.id, id), isNull(workspaces.deletedAtMs)))
    .get();
  if (row === undefined) throw new Problem("not-found");
  return toWorkspaceView(row);
}
