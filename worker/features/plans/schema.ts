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

const PT_MAX = 50_000_000;
const SEATS_MAX = 10_000;
const AMOUNT_MINOR_MAX = 99_999_999;
const STORAGE_BYTES_MAX = 100_000_000_000_000;
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

const Terms = z.object({
  name: z.string().trim().min(1, "give it a name").max(40, "at most 40 characters"),
  ptPerPeriod: z.int().min(0).max(PT_MAX).meta({ description: "PT of one month" }),
  ptPerSeat: z.int().min(0).max(PT_MAX).meta({ description: "PT of one month per extra seat" }),
  renewsFree: z
    .boolean()
    .meta({ description: "The PT come again every month without a payment; the free plan's only" }),
  trialDays: z.int().min(0).max(90),
  trialPt: z.int().min(0).max(PT_MAX),
  advancedShareCapPercent: z.int().min(1).max(100).nullable(),
  modelClasses: z.array(z.enum(modelClasses)).min(1).max(modelClasses.length),
  seatsIncluded: z.int().min(1).max(SEATS_MAX),
  seatsMax: z.int().min(1).max(SEATS_MAX),
  requestsPerMinute: z.int().min(1).max(100_000),
  storageBytes: z.int().min(0).max(STORAGE_BYTES_MAX),
  prices: Prices,
  seatPrices: Prices,
});

/** What a version of a plan gives and what it costs. Amounts are in the currency's minor unit. */
export type PlanTerms = z.infer<typeof Terms>;

/** What is wrong with terms that do not go together; pages say it in their reader's language. */
export type TermsRule =
  | "prices-whole"
  | "prices-payable"
  | "renews-priced"
  | "trial-unpriced"
  | "seats-below"
  | "seat-prices-lacking"
  | "seat-prices-needless"
  | "trial-pt-above"
  | "trial-pt-needless"
  | "class-twice";

const ruleWords: Record<TermsRule, string> = {
  "prices-whole": "each interval and currency exactly once",
  "prices-payable": `either all 0, or all at least ${AMOUNT_MINOR_MIN}`,
  "renews-priced": "only a plan without a price",
  "trial-unpriced": "a plan without a price needs no trial",
  "seats-below": "not below the seats included",
  "seat-prices-lacking": `each interval and currency, at least ${AMOUNT_MINOR_MIN}, where seats can be added`,
  "seat-prices-needless": "none, where no seats can be added",
  "trial-pt-above": "not above the PT of a month",
  "trial-pt-needless": "0, where there is no trial",
  "class-twice": "each class once",
};

type Refuse = (path: keyof PlanTerms, rule: TermsRule) => void;

function checkPrices({ prices, renewsFree, trialDays }: PlanTerms, refuse: Refuse): void {
  const isFree = isFreeOfCharge({ prices });
  if (!isWhole(prices)) refuse("prices", "prices-whole");
  else if (!isFree && !isPayable(prices)) refuse("prices", "prices-payable");
  if (renewsFree && !isFree) refuse("renewsFree", "renews-priced");
  if (isFree && trialDays > 0) refuse("trialDays", "trial-unpriced");
}

function checkSeats({ seatsIncluded, seatsMax, seatPrices }: PlanTerms, refuse: Refuse): void {
  if (seatsMax < seatsIncluded) refuse("seatsMax", "seats-below");
  if (seatsMax > seatsIncluded && !(isWhole(seatPrices) && isPayable(seatPrices))) {
    refuse("seatPrices", "seat-prices-lacking");
  }
  if (seatsMax === seatsIncluded && seatPrices.length > 0) {
    refuse("seatPrices", "seat-prices-needless");
  }
}

function checkTerms(terms: PlanTerms, context: z.core.$RefinementCtx): void {
  const refuse: Refuse = (path, rule) =>
    context.addIssue({
      code: "custom",
      path: [path],
      message: ruleWords[rule],
      params: { rule },
      input: terms,
    });
  checkPrices(terms, refuse);
  checkSeats(terms, refuse);
  const { trialDays, trialPt, ptPerPeriod, modelClasses: classes } = terms;
  if (trialPt > ptPerPeriod) refuse("trialPt", "trial-pt-above");
  if (trialDays === 0 && trialPt > 0) refuse("trialPt", "trial-pt-needless");
  if (new Set(classes).size !== classes.length) refuse("modelClasses", "class-twice");
}

/** What an operator publishes: all terms, which become the plan's next version. */
export const PublishPlan = Terms.extend({
  /** The version that was edited: publishing is refused when another has come since. */
  basedOnVersion: z.int().min(1).optional(),
}).superRefine(checkTerms);
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

/** How long the PT of a pack last, in calendar months from the payment. */
export const PACK_LIFE_MONTHS = 12;

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
  /** 0 is the list that the deployment shipped with. */
  basedOnVersion: z.int().min(0).optional(),
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
