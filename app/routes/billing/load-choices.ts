import type { ctxOf } from "#app/context.ts";
import { listPlans } from "#features/plans";
import {
  type Currency,
  type Interval,
  isFreeOfCharge,
  type PlanVersion,
  priceOf,
} from "#features/plans/schema";

/** A plan that can be bought, with what one reads before choosing. */
export interface PlanChoice {
  plan: string;
  name: string;
  monthMinor: number;
  yearMinor: number;
  ptPerMonth: number;
  seatsIncluded: number;
  seatsMax: number;
  seatMonthMinor: number | null;
  trialDays: number;
  trialPt: number;
}

function toChoice(version: PlanVersion, currency: Currency): PlanChoice {
  const amount = (interval: Interval) => priceOf(version.prices, interval, currency) ?? 0;
  return {
    plan: version.plan,
    name: version.name,
    monthMinor: amount("month"),
    yearMinor: amount("year"),
    ptPerMonth: version.ptPerPeriod,
    seatsIncluded: version.seatsIncluded,
    seatsMax: version.seatsMax,
    seatMonthMinor: priceOf(version.seatPrices, "month", currency) ?? null,
    trialDays: version.trialDays,
    trialPt: version.trialPt,
  };
}

/** The plans that are paid for, from the least to the most, in one currency. */
export async function loadChoices(
  ctx: ReturnType<typeof ctxOf>,
  currency: Currency,
): Promise<PlanChoice[]> {
  const versions = await listPlans(ctx);
  return versions
    .filter((version) => !isFreeOfCharge(version))
    .map((version) => toChoice(version, currency));
}
