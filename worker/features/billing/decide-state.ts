import type { SubscriptionStatus } from "./schema.ts";

/** What of a subscription decides whether its plan is in force. */
export interface Standing {
  status: SubscriptionStatus;
  periodStartsAtMs: number;
  /** Collection is paused at Stripe. */
  isPaused: boolean;
  /** The first instant that a pause leaves unpaid; null without a pause. */
  pausedFromMs: number | null;
  /** The running period's invoice was voided. */
  isPeriodVoid: boolean;
  suspendedAtMs: number | null;
  duplicateOf: string | null;
}

/** States in which Stripe has not ended a subscription. */
export const livingStatuses = [
  "active",
  "trialing",
  "past_due",
  "incomplete",
  "unpaid",
  "paused",
] as const satisfies SubscriptionStatus[];

const living = new Set<SubscriptionStatus>(livingStatuses);

/** True until Stripe has ended a subscription for good: a workspace has at most one such. */
export function isLiving(status: SubscriptionStatus): boolean {
  return living.has(status);
}

/** True in a period that a pause left unpaid. */
export function isUnpaidPeriod(
  one: Pick<Standing, "isPaused" | "pausedFromMs" | "periodStartsAtMs" | "isPeriodVoid">,
): boolean {
  if (one.pausedFromMs === null || one.periodStartsAtMs < one.pausedFromMs) return false;
  return one.isPaused || one.isPeriodVoid;
}

/**
 * Whether a subscription's plan is in force. A payment that failed changes nothing until dunning
 * suspends the plan; a pause begins with the first period that is not paid for.
 */
export function isInForce(one: Standing): boolean {
  if (one.duplicateOf !== null || one.suspendedAtMs !== null) return false;
  switch (one.status) {
    case "active":
    case "trialing":
    case "past_due":
      return !isUnpaidPeriod(one);
    case "incomplete":
    case "incomplete_expired":
    case "canceled":
    case "unpaid":
    case "paused":
      return false;
  }
}

/**
 * The instant at which a plan that is no longer in force ended, in ms; it names the free period that
 * follows, so that the same end starts one. Undefined where no free period follows: a plan that was
 * never in force, and one that dunning froze, which waits for the money.
 */
export function planEndOf(
  one: Standing & { endedAtMs: number | null; periodEndsAtMs: number },
): number | undefined {
  if (one.duplicateOf !== null || one.status === "incomplete") return undefined;
  if (one.status === "incomplete_expired") return undefined;
  if (one.endedAtMs !== null) return one.endedAtMs;
  if (isUnpaidPeriod(one) && one.pausedFromMs !== null) return one.pausedFromMs;
  if (one.suspendedAtMs !== null) return undefined;
  return one.periodStartsAtMs;
}
