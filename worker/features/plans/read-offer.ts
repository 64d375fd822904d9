import { sql } from "drizzle-orm";
import { invariant } from "#core/assert";
import { plans } from "#features/models/schema";
import type { Ctx, Plan } from "#platform/ctx";
import { type Db, runBatch } from "#platform/db";
import type { Offer } from "./plan-cache.ts";
import type { PlanVersion } from "./schema.ts";
import { shippedPlanId, shippedPlans } from "./shipped-plans.ts";
import { planVersions } from "./tables.ts";

/** The one mapping from the row to what others see. */
export function toPlanVersion(row: typeof planVersions.$inferSelect): PlanVersion {
  const { id, plan, version, terms, publishedAtMs } = row;
  return { ...terms, id, plan, version, publishedAtMs };
}

async function readLatest(db: Db): Promise<Map<Plan, PlanVersion>> {
  const rows = await db
    .select()
    .from(planVersions)
    .where(
      sql`${planVersions.version} = (SELECT max(other.version) FROM plan_versions AS other WHERE other.plan = ${planVersions.plan})`,
    );
  return new Map(rows.map((row) => [row.plan, toPlanVersion(row)]));
}

/**
 * Writes down the shipped terms of plans that have no version yet, once: whoever is on version 1
 * keeps them even when a later release ships others.
 */
export async function storeShipped(ctx: Pick<Ctx, "db" | "clock">, lacking: Plan[]): Promise<void> {
  const publishedAtMs = ctx.clock.now();
  await runBatch(
    ctx.db,
    lacking.map((plan) =>
      ctx.db
        .insert(planVersions)
        .values({
          id: shippedPlanId(plan),
          plan,
          version: 1,
          terms: shippedPlans[plan],
          publishedBy: "shipped",
          publishedAtMs,
        })
        .onConflictDoNothing(),
    ),
  );
}

/** The current version of every plan, from the database. */
export async function readOffer(ctx: Ctx): Promise<Offer> {
  let latest = await readLatest(ctx.db);
  const lacking = plans.filter((plan) => !latest.has(plan));
  if (lacking.length > 0) {
    await storeShipped(ctx, lacking);
    latest = await readLatest(ctx.db);
  }
  const current = (plan: Plan): PlanVersion => {
    const version = latest.get(plan);
    invariant(version !== undefined, `the plan ${plan} has no version`);
    return version;
  };
  return {
    visitor: current("visitor"),
    free: current("free"),
    entry: current("entry"),
    pro: current("pro"),
    business: current("business"),
  };
}
