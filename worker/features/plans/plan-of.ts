import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { createLog } from "#platform/log";
import { getPlanVersion } from "./get-plan-version.ts";
import { currentPlan } from "./list-plans.ts";
import type { PlanVersion } from "./schema.ts";
import { shippedPlanId } from "./shipped-plans.ts";

type Pin = Pick<WorkspaceRef, "plan" | "planVersionId">;

/**
 * The version of its plan that a workspace is on: what it was given when it took the plan, whatever
 * was published since. A workspace from before there were versions is on the first.
 */
export async function planOf(ctx: Ctx, { plan, planVersionId }: Pin): Promise<PlanVersion> {
  if (planVersionId === undefined) return await currentPlan(ctx, plan);
  return await getPlanVersion(ctx, planVersionId ?? shippedPlanId(plan));
}

/**
 * How many requests a minute the workspace's version allows; undefined when it cannot be read,
 * because limits protect the product and must not take it down. On the way to every request: one
 * read of the database per version and isolate.
 */
export async function tryRequestsPerMinute(
  ctx: Pick<Ctx, "db" | "clock">,
  { plan, planVersionId }: Pin,
): Promise<number | undefined> {
  try {
    return (await getPlanVersion(ctx, planVersionId ?? shippedPlanId(plan))).requestsPerMinute;
  } catch (cause) {
    createLog({ plan }).error("plans.rate-unread", cause);
    return undefined;
  }
}
