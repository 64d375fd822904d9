import { z } from "zod";
import type { Id } from "#core/ids";
import { modelClasses, type plans } from "#features/models/schema";

export const intervals = ["month", "year"] as const;
export type Interval = (typeof intervals)[number];

export const currencies = ["usd", "eur", "gbp"] as const;
export type Currency = (typeof currencies)[number];

/** What a Stripe price is of: the plan itself, or one more seat. */
export const priceItems = ["plan", "seat"] as const;
export type PriceItem = (typeof priceItems)[number];

type Plan = (typeof plans)[number];

/** Plans that people choose among, from the least to the most. */
export const offeredPlans = ["free", "entry", "pro", "business"] as const satisfies Plan[];
export type OfferedPlan = (typeof offeredPlans)[number];

const PT_MAX = 50_000_000;
const SEATS_MAX = 10_000;
const AMOUNT_MINOR_MAX = 99_999_999;
/** Stripe charges no less: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const AMOUNT_MINOR_MIN = 50;

export const PlanPrice = z.object({
  interval: z.enum(intervals),
  currency: z.enum(currencies),
  amountMinor: z.int().min(0, "a price is never negative").max(AMOUNT_MINOR_MAX),
});
export type PlanPrice = z.infer<typeof PlanPrice>;

const Prices = z.array(PlanPrice).max(intervals.length * currencies.length);

/** Each interval and currency exactly once. */
function isWhole(prices: PlanPrice[]): boolean {
  const seen = new Set(prices.map(({ interval, currency }) => `${interval} ${currency}`));
  return seen.size === prices.length && seen.size === intervals.length * currencies.length;
}

const isPayable = (prices: PlanPrice[]) =>
  prices.every(({ amountMinor }) => amountMinor >= AMOUNT_MINOR_MIN);

/** What a version of a plan gives and what it costs. Amounts are in the currency's minor unit. */
export const PlanTerms = z
  .object({
    name: z.string().trim().min(1, "give it a name").max(40, "at most 40 characters"),
    ptPerPeriod: z.int().min(0).max(PT_MAX).meta({ description: "PT of one month" }),
    ptPerSeat: z.int().min(0).max(PT_MAX).meta({ description: "PT of one month per extra seat" }),
    renewsFree: z
      .boolean()
      .meta({ description: "The PT come again every month without a payment" }),
    trialDays: z.int().min(0).max(90),
    trialPt: z.int().min(0).max(PT_MAX),
    advancedShareCapPercent: z.int().min(1).max(100).nullable(),
    modelClasses: z.array(z.enum(modelClasses)).min(1).max(modelClasses.length),
    seatsIncluded: z.int().min(1).max(SEATS_MAX),
    seatsMax: z.int().min(1).max(SEATS_MAX),
    requestsPerMinute: z.int().min(1).max(100_000),
    storageBytes: z.int().min(0).max(100_000_000_000_000),
    prices: Prices,
    seatPrices: Prices,
  })
  .superRefine((terms, check) => {
    const { prices, seatPrices, seatsIncluded, seatsMax, trialDays, trialPt } = terms;
    const refuse = (path: (string | number)[], message: string) =>
      check.addIssue({ code: "custom", path, message });
    const isFree = prices.every(({ amountMinor }) => amountMinor === 0);
    if (!isWhole(prices)) refuse(["prices"], "each interval and currency exactly once");
    else if (!isFree && !isPayable(prices)) {
      refuse(["prices"], `either all 0, or all at least ${AMOUNT_MINOR_MIN}`);
    }
    if (terms.renewsFree && !isFree) refuse(["renewsFree"], "only a plan without a price");
    if (seatsMax < seatsIncluded) refuse(["seatsMax"], "not below the seats included");
    if (seatsMax > seatsIncluded && (!isWhole(seatPrices) || !isPayable(seatPrices))) {
      refuse(["seatPrices"], "each interval and currency exactly once, where seats can be added");
    }
    if (seatsMax === seatsIncluded && seatPrices.length > 0) {
      refuse(["seatPrices"], "none, where no seats can be added");
    }
    if (isFree && trialDays > 0) refuse(["trialDays"], "a plan without a price needs no trial");
    if (trialPt > terms.ptPerPeriod) refuse(["trialPt"], "not above the PT of a month");
    if (trialDays === 0 && trialPt > 0) refuse(["trialPt"], "0, where there is no trial");
    if (new Set(terms.modelClasses).size !== terms.modelClasses.length) {
      refuse(["modelClasses"], "each class once");
    }
  });
export type PlanTerms = z.infer<typeof PlanTerms>;

/** What an operator publishes: all terms, which become the plan's next version. */
export const PublishPlan = PlanTerms.and(
  z.object({
    /** The version that was edited: publishing is refused when another has come since. */
    basedOnVersion: z.int().min(1).optional(),
  }),
);
export type PublishPlan = z.infer<typeof PublishPlan>;

/** One version of a plan. It never changes; whoever is on it keeps it. */
export interface PlanVersion extends PlanTerms {
  id: Id<"plan">;
  plan: Plan;
  version: number;
  publishedAtMs: number;
}

/** A version with who published it and how many workspaces are on it. */
export interface PlanVersionView extends PlanVersion {
  publishedBy: string;
  workspaces: number;
}

const PackPrice = z.object({
  currency: z.enum(currencies),
  amountMinor: z.int().min(AMOUNT_MINOR_MIN).max(AMOUNT_MINOR_MAX),
});

export const Pack = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "lower-case letters, digits and hyphens"),
  pt: z.int().min(1).max(PT_MAX),
  prices: z
    .array(PackPrice)
    .length(currencies.length)
    .refine(
      (prices) => new Set(prices.map(({ currency }) => currency)).size === prices.length,
      "each currency once",
    ),
});
/** PT that can be bought at any time. Amounts are in the currency's minor unit. */
export type Pack = z.infer<typeof Pack>;

export const PublishPacks = z.object({
  packs: z
    .array(Pack)
    .min(1)
    .max(12)
    .refine(
      (packs) => new Set(packs.map(({ id }) => id)).size === packs.length,
      "each pack appears once",
    ),
  basedOnVersion: z.int().min(1).optional(),
});
export type PublishPacks = z.infer<typeof PublishPacks>;

/** The amount in the currency's minor unit; undefined where nothing is offered at that interval. */
export function priceOf(
  prices: PlanPrice[],
  interval: Interval,
  currency: Currency,
): number | undefined {
  return prices.find((one) => one.interval === interval && one.currency === currency)?.amountMinor;
}

/** True for a version that costs nothing. */
export function isFreeOfCharge({ prices }: Pick<PlanTerms, "prices">): boolean {
  return prices.every(({ amountMinor }) => amountMinor === 0);
}
