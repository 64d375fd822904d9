import type { Stripe } from "stripe";

const DAY_S = 86_400;

interface Interval {
  interval: string;
  interval_count: number;
}

/** The moment `count` intervals after the anchor: months keep the anchor's day where they have it. */
export function addIntervals(
  anchor: number,
  { interval, interval_count }: Interval,
  count: number,
) {
  const steps = interval_count * count;
  if (interval === "day") return anchor + steps * DAY_S;
  if (interval === "week") return anchor + steps * 7 * DAY_S;
  return addMonths(anchor, interval === "year" ? steps * 12 : steps);
}

/** `months` later by the calendar, at the month's last day where the day does not exist. */
export function addMonths(at: number, months: number): number {
  const from = new Date(at * 1_000);
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Math.min(from.getUTCDate(), lastDay);
  return Date.UTC(year, month, day) / 1_000 + (at % DAY_S);
}

/** The end of the period that begins at `start`: the next step of the anchor after it. */
export function periodEnd(anchor: number, interval: Interval, start: number): number {
  let count = 1;
  while (addIntervals(anchor, interval, count) <= start) count++;
  return addIntervals(anchor, interval, count);
}

export function intervalOf(price: Stripe.Price): Interval {
  return {
    interval: price.recurring?.interval ?? "month",
    interval_count: price.recurring?.interval_count ?? 1,
  };
}

export function isSameInterval(a: Stripe.Price, b: Stripe.Price): boolean {
  const [one, two] = [intervalOf(a), intervalOf(b)];
  return one.interval === two.interval && one.interval_count === two.interval_count;
}
