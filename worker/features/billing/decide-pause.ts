import { addMonths, HOUR_MS } from "#core/time";
import type { Interval } from "#features/plans/schema";
import type { SubscriptionStatus } from "./schema.ts";

/** Collection goes on this long before the first invoice that is to be paid again. */
const RESUME_BEFORE_MS = HOUR_MS;

export interface Pausable {
  status: SubscriptionStatus;
  interval: Interval;
  isPaused: boolean;
  endsByItself: boolean;
  hasScheduledChange: boolean;
}

/** Why a subscription cannot be paused; undefined when it can. */
export function decidePauseRefusal(
  one: Pausable,
): "not-active" | "yearly" | "paused" | "ending" | "scheduled" | undefined {
  if (one.isPaused) return "paused";
  if (one.status !== "active") return "not-active";
  if (one.interval !== "month") return "yearly";
  if (one.endsByItself) return "ending";
  if (one.hasScheduledChange) return "scheduled";
  return undefined;
}

/**
 * When collection goes on after a pause of `months` that begins with the end of the paid period:
 * just before the first period that is to be paid again.
 */
export function resumesAt(periodEndsAtMs: number, months: number): number {
  return addMonths(periodEndsAtMs, months) - RESUME_BEFORE_MS;
}
