import type { Plan } from "#platform/ctx";

/** What a plan gives. Money terms are elsewhere; these are the PT and the limits. */
export interface PlanTerms {
  plan: Plan;
  /** Granted once a period. */
  ptPerPeriod: number;
  /** Whether the period's PT come again by themselves when it ends. */
  renewsFree: boolean;
  /** Largest share of the period's PT that advanced models may use, in percent; null is no cap. */
  advancedShareCapPercent: number | null;
  requestsPerMinute: number;
}

/**
 * The shipped plans. A visitor's PT are a gift that lasts 30 days; the free plan's come every month;
 * those of the paid plans come with the invoice that paid for them. Which models a plan opens is
 * said by the models themselves (`minPlan` on the rate card).
 */
export const planTerms: Record<Plan, PlanTerms> = {
  visitor: {
    plan: "visitor",
    ptPerPeriod: 25,
    renewsFree: false,
    advancedShareCapPercent: null,
    requestsPerMinute: 10,
  },
  free: {
    plan: "free",
    ptPerPeriod: 500,
    renewsFree: true,
    advancedShareCapPercent: null,
    requestsPerMinute: 30,
  },
  entry: {
    plan: "entry",
    ptPerPeriod: 19_000,
    renewsFree: false,
    advancedShareCapPercent: 25,
    requestsPerMinute: 120,
  },
  pro: {
    plan: "pro",
    ptPerPeriod: 49_000,
    renewsFree: false,
    advancedShareCapPercent: null,
    requestsPerMinute: 300,
  },
  business: {
    plan: "business",
    ptPerPeriod: 159_000,
    renewsFree: false,
    advancedShareCapPercent: null,
    requestsPerMinute: 1_000,
  },
};
