import type { Interval } from "#features/plans/schema";
import type { RetentionState, SubscriptionStatus } from "./schema.ts";

/** A discount for who stays: a month's plan three months long, a year's once. */
export const retentionDiscounts = {
  month: { percentOff: 30, months: 3 },
  year: { percentOff: 10, months: 0 },
} as const satisfies Record<Interval, { percentOff: number; months: number }>;

/** A retention discount is given at most once in this many months. */
export const DISCOUNT_EVERY_MONTHS = 12;
export const OFFERED_PAUSE_MONTHS = 1;

export interface OfferBasis {
  status: SubscriptionStatus;
  interval: Interval;
  isPaused: boolean;
  hasDiscount: boolean;
  /** What became of this period's offer; undefined while there was none. */
  thisPeriod: RetentionState | undefined;
  /** A discount was taken within the last twelve months. */
  discountTakenLately: boolean;
}

export interface Offer {
  state: "available" | "accepted" | "used" | "none";
  discount: { percentOff: number; months: number } | null;
  pauseMonths: number | null;
}

const nothing = { discount: null, pauseMonths: null };

/**
 * What someone who is about to leave is offered: once a period, a discount that does not add to
 * another and is not given twice a year, or a pause of a month. Only what runs and is paid for.
 */
export function decideOffer(basis: OfferBasis): Offer {
  if (basis.thisPeriod === "declined") return { state: "used", ...nothing };
  if (basis.thisPeriod !== undefined) return { state: "accepted", ...nothing };
  if (basis.status !== "active" || basis.isPaused) return { state: "none", ...nothing };
  const discount =
    basis.hasDiscount || basis.discountTakenLately ? null : retentionDiscounts[basis.interval];
  const pauseMonths = basis.interval === "month" ? OFFERED_PAUSE_MONTHS : null;
  if (discount === null && pauseMonths === null) return { state: "none", ...nothing };
  return { state: "available", discount, pauseMonths };
}
