import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { getPlanVersion } from "./get-plan-version.ts";
import { currentPlan } from "./list-plans.ts";
import type { PlanVersion } from "./schema.ts";
import { shippedPlanId } from "./shipped-plans.ts";

/**
 * The version of its plan that a workspace is on: what it was given when it took the plan, whatever
 * was published since. A workspace from before there were versions is on the first.
 */
export async function planOf(
  ctx: Ctx,
  { plan, planVersionId }: Pick<WorkspaceRef, "plan" | "planVersionId">,
): Promise<PlanVersion> {
  if (planVersionId === undefined) return await currentPlan(ctx, plan);
  return await getPlanVersion(ctx, planVersionId ?? shippedPlanId(plan));
}
