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
