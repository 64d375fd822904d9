import type { PlanChange } from "#features/mail/schema";
import type { WebhookType } from "#features/webhooks/schema";
import type { Interval, PaidPlan, SubscriptionStatus } from "./schema.ts";

/** What of a subscription people are told about when it changes. */
export interface Told {
  inForce: boolean;
  status: SubscriptionStatus;
  plan: PaidPlan;
  planVersionId: string;
  interval: Interval;
  seats: number;
  /** Before tax and discounts, in minor units. */
  amountMinor: number;
  endsByItself: boolean;
  isPaused: boolean;
  suspendedAtMs: number | null;
  scheduledAtMs: number | null;
  isEnded: boolean;
  duplicateOf: string | null;
}

export interface Transition {
  change: PlanChange;
  webhook: Extract<WebhookType, `subscription.${string}`> | null;
}

const changed = (change: PlanChange): Transition => ({ change, webhook: "subscription.changed" });

function termsChange(before: Told, after: Told): Transition | undefined {
  const same =
    before.planVersionId === after.planVersionId &&
    before.interval === after.interval &&
    before.seats === after.seats;
  if (same) return undefined;
  const isLower =
    (before.interval === "year" && after.interval === "month") ||
    (before.interval === after.interval && after.amountMinor < before.amountMinor);
  return changed(isLower ? "downgraded" : "upgraded");
}

/**
 * What has happened between two states of a subscription, in words for mails, notices and webhooks;
 * empty when nobody needs to hear of it. A state that was never seen counts as nothing before.
 * Freezing and recovering are told by dunning, receipts by payments.
 */
export function decideTransitions(before: Told | undefined, after: Told): Transition[] {
  if (after.duplicateOf !== null) return [];
  if (after.isEnded) {
    const was = before !== undefined && !before.isEnded && before.status !== "incomplete";
    const wasBought = after.status !== "incomplete_expired";
    return was && wasBought ? [{ change: "canceled", webhook: "subscription.canceled" }] : [];
  }
  const begins = before === undefined || before.status === "incomplete";
  if (begins) {
    if (!after.inForce) return [];
    const change = after.status === "trialing" ? "trial-started" : "started";
    return [{ change, webhook: "subscription.started" }];
  }
  const transitions: Transition[] = [];
  const terms = termsChange(before, after);
  if (terms !== undefined) transitions.push(terms);
  if (before.status === "trialing" && after.status === "active") {
    transitions.push({ change: "started", webhook: "subscription.changed" });
  }
  if (after.isPaused && !before.isPaused) transitions.push(changed("paused"));
  if (after.endsByItself && !before.endsByItself) transitions.push(changed("cancel-scheduled"));
  const goesOn =
    (before.endsByItself && !after.endsByItself) || (before.isPaused && !after.isPaused);
  if (goesOn) transitions.push(changed("resumed"));
  if (after.scheduledAtMs !== null && before.scheduledAtMs === null) {
    transitions.push(changed("downgrade-scheduled"));
  }
  return transitions;
}
