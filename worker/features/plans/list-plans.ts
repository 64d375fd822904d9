import type { Ctx, Plan } from "#platform/ctx";
import { planCache } from "./plan-cache.ts";
import { readOffer } from "./read-offer.ts";
import { offeredPlans, type PlanVersion } from "./schema.ts";

/**
 * The current version of every plan that people choose among, from the least to the most. Kept in
 * this isolate: never older than five seconds, nor than what this isolate itself published.
 */
export async function listPlans(ctx: Ctx): Promise<PlanVersion[]> {
  const offer = await planCache.offer(ctx, readOffer);
  return offeredPlans.map((plan) => offer[plan]);
}

/** The version that someone who takes the plan now gets. As fresh as `listPlans`. */
export async function currentPlan(ctx: Ctx, plan: Plan): Promise<PlanVersion> {
  return (await planCache.offer(ctx, readOffer))[plan];
}
