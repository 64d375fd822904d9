import { count, desc, eq, isNull, and } from "drizzle-orm";
import { requireOperator } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx, Plan } from "#platform/ctx";
import { currentPlan } from "./list-plans.ts";
import { toPlanVersion } from "./read-offer.ts";
import type { PlanVersionView } from "./schema.ts";
import { shippedPlanId } from "./shipped-plans.ts";
import { planVersions } from "./tables.ts";

const LISTED_MAX = 100;

/**
 * The versions of a plan, newest first, at most 100, each with how many workspaces are on it. For
 * the operator only.
 */
export async function listPlanVersions(ctx: Ctx, plan: Plan): Promise<PlanVersionView[]> {
  requireOperator(ctx);
  await currentPlan(ctx, plan);
  const [rows, counts] = await ctx.db.batch([
    ctx.db
      .select()
      .from(planVersions)
      .where(eq(planVersions.plan, plan))
      .orderBy(desc(planVersions.version))
      .limit(LISTED_MAX),
    ctx.db
      .select({ id: workspaces.planVersionId, workspaces: count() })
      .from(workspaces)
      .where(and(eq(workspaces.plan, plan), isNull(workspaces.deletedAtMs)))
      .groupBy(workspaces.planVersionId),
  ]);
  const on = new Map<string, number>();
  for (const { id, workspaces: those } of counts) {
    const versionId = id ?? shippedPlanId(plan);
    on.set(versionId, (on.get(versionId) ?? 0) + those);
  }
  return rows.map((row) => {
    const { id, publishedBy } = row;
    return Object.assign(toPlanVersion(row), { publishedBy, workspaces: on.get(id) ?? 0 });
  });
}
