import { eq } from "drizzle-orm";
import type { Id, WorkspaceId } from "#core/ids";
import { Problem } from "#core/problem";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx, Plan } from "#platform/ctx";

/** The plan that a workspace is on now; the request's own ctx may be from before a change. */
export async function findPlanRow(
  ctx: Ctx,
  workspaceId: WorkspaceId,
): Promise<{ plan: Plan; planVersionId: Id<"plan"> | null }> {
  const row = await ctx.db
    .select({ plan: workspaces.plan, planVersionId: workspaces.planVersionId })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .get();
  if (row === undefined) throw new Problem("not-found");
  return row;
}
