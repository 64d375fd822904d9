import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#core/time";
import type { ChannelKind } from "./schema.ts";

/** Waits between the tries of a delivery: news that are a day old are none. */
const DELAYS_MS = [10 * SECOND_MS, MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS];
const RETRY_AFTER_MS_MAX = 12 * HOUR_MS;

/** Answers with which a receiver says that it is gone for good. */
const goneStatuses: Record<ChannelKind | "push", ReadonlySet<number>> = {
  slack: new Set([403, 404, 410]),
  discord: new Set([401, 403, 404, 410]),
  teams: new Set([401, 403, 404, 410]),
  webhook: new Set([410]),
  push: new Set([404, 410]),
};

/** True when nothing will ever get through there again. */
export function isGone(kind: ChannelKind | "push", status: number | null): boolean {
  return status !== null && goneStatuses[kind].has(status);
}

/**
 * How long a delivery waits after its `tries`th try failed, not shorter than the receiver asked for;
 * undefined when that was the last.
 */
export function decideDelayMs(tries: number, retryAfterMs: number | null): number | undefined {
  const delayMs = DELAYS_MS[tries - 1];
  if (delayMs === undefined || retryAfterMs === null) return delayMs;
  return Math.max(delayMs, Math.min(retryAfterMs, RETRY_AFTER_MS_MAX));
}
