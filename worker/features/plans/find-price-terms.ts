import { desc, eq, sql } from "drizzle-orm";
import type { Id } from "#core/ids";
import type { Ctx, Plan } from "#platform/ctx";
import { getPlanVersion } from "./get-plan-version.ts";
import type { Interval, PriceItem } from "./schema.ts";
import { stripeAccountOf } from "./stripe-account.ts";
import { planPrices } from "./tables.ts";

/** What a Stripe price is a price of. */
export interface PriceTerms {
  planVersionId: Id<"plan">;
  plan: Plan;
  interval: Interval;
  item: PriceItem;
}

/**
 * What a Stripe price of ours stands for, no longer sold ones too; undefined for a price that this
 * deployment did not make.
 */
export async function findPriceTerms(
  ctx: Ctx,
  stripePriceId: string,
): Promise<PriceTerms | undefined> {
  const row = await ctx.db
    .select()
    .from(planPrices)
    .where(eq(planPrices.stripePriceId, stripePriceId))
    .orderBy(desc(sql`${planPrices.stripeAccount} = ${await stripeAccountOf(ctx)}`))
    .limit(1)
    .get();
  if (row === undefined) return undefined;
  const { planVersionId, interval, item } = row;
  const { plan } = await getPlanVersion(ctx, planVersionId);
  return { planVersionId, plan, interval, item };
}
