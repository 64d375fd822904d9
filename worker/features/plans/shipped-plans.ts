import type { Id } from "#core/ids";
import { plans } from "#features/models/schema";
import type { Plan } from "#platform/ctx";
import type { Pack, PlanPrice, PlanTerms } from "./schema.ts";

const MEGABYTE = 1_000_000;
const GIGABYTE = 1_000 * MEGABYTE;
const MONTHS_PAID_A_YEAR = 10;

interface Amounts {
  usd: number;
  eur: number;
  gbp: number;
}

/** Whole units of each currency for a month; a year costs ten of them. */
function pricesOf({ usd, eur, gbp }: Amounts): PlanPrice[] {
  const monthly = [
    { currency: "usd", amountMinor: usd * 100 },
    { currency: "eur", amountMinor: eur * 100 },
    { currency: "gbp", amountMinor: gbp * 100 },
  ] as const;
  return [
    ...monthly.map((price) => ({ interval: "month" as const, ...price })),
    ...monthly.map(({ currency, amountMinor }) => ({
      interval: "year" as const,
      currency,
      amountMinor: amountMinor * MONTHS_PAID_A_YEAR,
    })),
  ];
}

const nothing = pricesOf({ usd: 0, eur: 0, gbp: 0 });

const everyone = {
  ptPerSeat: 0,
  renewsFree: false,
  trialDays: 0,
  trialPt: 0,
  advancedShareCapPercent: null,
  modelClasses: ["core", "advanced"],
  seatsIncluded: 1,
  seatsMax: 1,
  prices: nothing,
  seatPrices: [],
} satisfies Partial<PlanTerms>;

/**
 * The plans of a new deployment, version 1 of each. A visitor's PT are a gift that lasts 30 days;
 * the free plan's come every month; those of the others with the invoice that paid for them. A US
 * dollar brings 1,000 PT, in a plan as in a pack.
 */
export const shippedPlans: Record<Plan, PlanTerms> = {
  visitor: {
    ...everyone,
    name: "Visitor",
    ptPerPeriod: 25,
    requestsPerMinute: 300,
    storageBytes: 0,
  },
  free: {
    ...everyone,
    name: "Free",
    ptPerPeriod: 500,
    renewsFree: true,
    requestsPerMinute: 300,
    storageBytes: 500 * MEGABYTE,
  },
  entry: {
    ...everyone,
    name: "Entry",
    ptPerPeriod: 19_000,
    trialDays: 14,
    trialPt: 2_000,
    advancedShareCapPercent: 25,
    requestsPerMinute: 600,
    storageBytes: 2 * GIGABYTE,
    prices: pricesOf({ usd: 19, eur: 18, gbp: 15 }),
  },
  pro: {
    ...everyone,
    name: "Pro",
    ptPerPeriod: 49_000,
    ptPerSeat: 12_000,
    trialDays: 14,
    trialPt: 2_000,
    seatsIncluded: 3,
    seatsMax: 10,
    requestsPerMinute: 1_500,
    storageBytes: 10 * GIGABYTE,
    prices: pricesOf({ usd: 49, eur: 46, gbp: 39 }),
    seatPrices: pricesOf({ usd: 12, eur: 11, gbp: 10 }),
  },
  business: {
    ...everyone,
    name: "Business",
    ptPerPeriod: 159_000,
    ptPerSeat: 12_000,
    seatsIncluded: 10,
    seatsMax: 100,
    requestsPerMinute: 6_000,
    storageBytes: 100 * GIGABYTE,
    prices: pricesOf({ usd: 159, eur: 149, gbp: 129 }),
    seatPrices: pricesOf({ usd: 12, eur: 11, gbp: 10 }),
  },
};

/** The id of version 1 of a plan: the same in every deployment, and before any row is written. */
export function shippedPlanId(plan: Plan): Id<"plan"> {
  return `plan_${"0".repeat(24)}1${plans.indexOf(plan)}`;
}

function packOf(pt: number, { usd, eur, gbp }: Amounts): Pack {
  return {
    id: `pt-${pt}`,
    pt,
    prices: [
      { currency: "usd", amountMinor: usd },
      { currency: "eur", amountMinor: eur },
      { currency: "gbp", amountMinor: gbp },
    ],
  };
}

/** The packs of a new deployment; amounts in the currency's minor unit. */
export const shippedPacks: Pack[] = [
  packOf(5_000, { usd: 500, eur: 470, gbp: 410 }),
  packOf(10_000, { usd: 1_000, eur: 940, gbp: 820 }),
  packOf(25_000, { usd: 2_500, eur: 2_350, gbp: 2_050 }),
  packOf(50_000, { usd: 5_000, eur: 4_700, gbp: 4_100 }),
  packOf(100_000, { usd: 10_000, eur: 9_400, gbp: 8_200 }),
];
