import { ptToMicro } from "#core/money";
import { findPriceTerms, getPlanVersion } from "#features/plans";
import { currencies, priceOf } from "#features/plans/schema";
import type { Ctx } from "#platform/ctx";
import type { PriceTerms } from "./decide-line-grants.ts";

const MONTHS = { month: 1, year: 12 } as const;

/**
 * What one unit of a Stripe price brings for a whole interval: for a year twelve times the month's
 * PT. Null for a price that is not of our plans.
 */
export async function readPriceTerms(
  ctx: Ctx,
  stripePriceId: string,
  currency: string,
): Promise<PriceTerms | null> {
  const price = await findPriceTerms(ctx, stripePriceId);
  if (price === undefined) return null;
  const { planVersionId, plan, interval, item } = price;
  const version = await getPlanVersion(ctx, planVersionId);
  const known = currencies.find((one) => one === currency);
  const prices = item === "plan" ? version.prices : version.seatPrices;
  const pt = item === "plan" ? version.ptPerPeriod : version.ptPerSeat;
  return {
    item,
    plan,
    planVersionId,
    interval,
    microPtPerPeriod: ptToMicro(pt) * MONTHS[interval],
    trialMicroPt: ptToMicro(version.trialPt),
    unitAmountMinor: known === undefined ? 0 : (priceOf(prices, interval, known) ?? 0),
    advancedShareCapPercent: version.advancedShareCapPercent,
  };
}
