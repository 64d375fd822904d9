import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#core/time";

/** Waits between the tries of a delivery, as the Standard Webhooks specification suggests them. */
const DELAYS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  10 * HOUR_MS,
];

/**
 * How long a delivery waits after its `tries`th try failed, in milliseconds; undefined when that was
 * the last. A test is tried once.
 */
export function decideDelayMs(tries: number, isTest: boolean): number | undefined {
  return isTest ? undefined : DELAYS_MS[tries - 1];
}
