import { addMonths, toIso } from "#core/time";

/** The calendar month of an instant, in UTC. */
export function monthOf(atMs: number): string {
  return toIso(atMs).slice(0, 7);
}

/** When a month begins and ends, in UTC; the end is the next one's beginning. */
export function spanOf(month: string): { startsAtMs: number; endsAtMs: number } {
  const startsAtMs = Date.parse(`${month}-01T00:00:00.000Z`);
  return { startsAtMs, endsAtMs: addMonths(startsAtMs, 1) };
}

export function nextMonth(month: string): string {
  return monthOf(spanOf(month).endsAtMs);
}
