export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The only source of the present. Epoch milliseconds; in the test bench it can be shifted. */
export interface Clock {
  now(): number;
}

/** RFC 3339 in UTC with milliseconds, as API documents carry times. */
export function toIso(atMs: number): string {
  return new Date(atMs).toISOString();
}

/**
 * `months` calendar months after an instant, in UTC. A day that the month lacks becomes its last
 * one: a month after 31 January is 28 or 29 February.
 */
export function addMonths(atMs: number, months: number): number {
  const at = new Date(atMs);
  const day = at.getUTCDate();
  const moved = new Date(atMs);
  moved.setUTCDate(1);
  moved.setUTCMonth(at.getUTCMonth() + months);
  const daysInMonth = new Date(
    Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0),
  ).getUTCDate();
  moved.setUTCDate(Math.min(day, daysInMonth));
  return moved.getTime();
}
