import { type Currency, type Interval, type PlanVersion, priceOf } from "#features/plans/schema";
import { type ChangeKind, paidPlans, type PaidPlan } from "./schema.ts";

/** A plan with an interval and seats, as it is or as it should be. */
export interface Terms {
  version: PlanVersion;
  plan: PaidPlan;
  interval: Interval;
  /** Every seat, those that the plan includes too. */
  seats: number;
}

/** Seats that are paid for one by one. */
export function extraSeats({ version, seats }: Pick<Terms, "version" | "seats">): number {
  return Math.max(0, seats - version.seatsIncluded);
}

/**
 * What one period costs before tax and discounts, in the currency's minor unit; undefined where the
 * plan is not sold like this.
 */
export function amountOf(terms: Terms, currency: Currency): number | undefined {
  const { version, interval } = terms;
  const base = priceOf(version.prices, interval, currency);
  const extra = extraSeats(terms);
  if (base === undefined || base === 0 || extra === 0) return base === 0 ? undefined : base;
  const seat = priceOf(version.seatPrices, interval, currency);
  return seat === undefined ? undefined : base + extra * seat;
}

/** So many seats, but not fewer than the plan includes nor more than it can have. */
export function seatsFor(version: PlanVersion, seats: number): number {
  return Math.min(Math.max(seats, version.seatsIncluded), version.seatsMax);
}

/**
 * The seats of another plan when nobody says how many: those that it includes, and where seats were
 * bought beyond the included ones, as many as now.
 */
export function keptSeats(before: Terms, version: PlanVersion): number {
  return extraSeats(before) === 0 ? version.seatsIncluded : seatsFor(version, before.seats);
}

function isSame(before: Terms, after: Terms): boolean {
  return (
    before.version.id === after.version.id &&
    before.interval === after.interval &&
    extraSeats(before) === extraSeats(after)
  );
}

/**
 * Whether a change gives more or less. More is taken at once and paid by proration: a higher price at
 * the same interval, or a year instead of a month of a plan that is not lower. Less waits for the end
 * of the period: a lower price, or a month instead of a year. The same price with other terms is more.
 */
export function decideChange(before: Terms, after: Terms, currency: Currency): ChangeKind {
  if (isSame(before, after)) return "none";
  if (before.interval === "year" && after.interval === "month") return "downgrade";
  if (before.interval === "month" && after.interval === "year") {
    const isLower = paidPlans.indexOf(after.plan) < paidPlans.indexOf(before.plan);
    return isLower || extraSeats(after) < extraSeats(before) ? "downgrade" : "upgrade";
  }
  const [now, then] = [amountOf(before, currency) ?? 0, amountOf(after, currency) ?? 0];
  return then < now ? "downgrade" : "upgrade";
}
