import { eq } from "drizzle-orm";
import type { Id } from "#core/ids";
import { Problem } from "#core/problem";
import { plans } from "#features/models/schema";
import type { Ctx } from "#platform/ctx";
import { planCache } from "./plan-cache.ts";
import { storeShipped, toPlanVersion } from "./read-offer.ts";
import type { PlanVersion } from "./schema.ts";
import { shippedPlanId } from "./shipped-plans.ts";
import { planVersions } from "./tables.ts";

type Reading = Pick<Ctx, "db" | "clock">;

async function read(ctx: Reading, id: Id<"plan">): Promise<PlanVersion | undefined> {
  const row = await ctx.db.select().from(planVersions).where(eq(planVersions.id, id)).get();
  return row === undefined ? undefined : toPlanVersion(row);
}

/**
 * One version of a plan, on offer or not; `not-found` when there is none. It never changes, so that
 * an isolate reads it once.
 */
export async function getPlanVersion(ctx: Reading, id: Id<"plan">): Promise<PlanVersion> {
  const known = planCache.find(id);
  if (known !== undefined) return known;
  let version = await read(ctx, id);
  if (version === undefined) {
    const plan = plans.find((one) => shippedPlanId(one) === id);
    if (plan === undefined) throw new Problem("not-found", { detail: "There is no such plan." });
    await storeShipped(ctx, [plan]);
    version = await read(ctx, id);
  }
  if (version === undefined) throw new Problem("not-found", { detail: "There is no such plan." });
  planCache.keep(version);
  return version;
}
