import { and, eq, sql } from "drizzle-orm";
import type { Id, WorkspaceId } from "#core/ids";
import { Problem } from "#core/problem";
import { planVersions } from "#features/plans/tables";
import { auditRow } from "#platform/audit";
import type { Ctx, Plan } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { currentVersionId } from "./current-version-id.ts";
import { forgetMembers } from "./forget-members.ts";
import { getWorkspace } from "./get-workspace.ts";
import { requireOperator } from "./guards.ts";
import { workspaces } from "./tables.ts";

async function requireVersion(ctx: Ctx, plan: Plan, planVersionId: Id<"plan">): Promise<void> {
  const version = await ctx.db
    .select({ id: planVersions.id })
    .from(planVersions)
    .where(and(eq(planVersions.id, planVersionId), eq(planVersions.plan, plan)))
    .get();
  if (version === undefined) {
    throw new Problem("not-found", { detail: `The plan ${plan} has no such version.` });
  }
}

/**
 * Puts a workspace on a version of a plan. Without a version it stays on its own where it has the
 * plan already, and else takes the one on offer. Only the operator and jobs may; what the plan
 * grants is for credits to do. Refuses an unknown or deleted workspace, and a version of another
 * plan, with `not-found`. Safe to repeat.
 */
export async function setPlan(
  ctx: Ctx,
  id: WorkspaceId,
  plan: Plan,
  planVersionId?: Id<"plan">,
): Promise<void> {
  requireOperator(ctx);
  await getWorkspace(ctx, id);
  if (planVersionId !== undefined) await requireVersion(ctx, plan, planVersionId);
  const kept = sql<Id<"plan"> | null>`CASE WHEN ${workspaces.plan} = ${plan} THEN ${workspaces.planVersionId} ELSE ${currentVersionId(plan)} END`;
  await runBatch(ctx.db, [
    ctx.db
      .update(workspaces)
      .set({ plan, planVersionId: planVersionId ?? kept, updatedAtMs: ctx.clock.now() })
      .where(eq(workspaces.id, id)),
    auditRow(ctx, "workspace.plan-set", id, { plan, planVersionId: planVersionId ?? null }),
  ]);
  await forgetMembers(ctx, id);
}
