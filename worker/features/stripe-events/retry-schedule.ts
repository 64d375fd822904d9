import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#core/time";

const DELAYS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  4 * HOUR_MS,
  12 * HOUR_MS,
];

/** On the test bench nobody waits for hours, yet an outage of two minutes must be survived. */
const BENCH_DELAY_MS_MAX = 30 * SECOND_MS;

/** How often an event is tried before it is set aside. */
export const TRIES_MAX = DELAYS_MS.length + 1;

/**
 * How long an event waits after its `tries`th try failed, in milliseconds; undefined when it is set
 * aside instead.
 */
export function decideDelayMs(tries: number, bench: boolean): number | undefined {
  const delayMs = DELAYS_MS[tries - 1];
  if (delayMs === undefined) return undefined;
  return bench ? Math.min(delayMs, BENCH_DELAY_MS_MAX) : delayMs;
}
