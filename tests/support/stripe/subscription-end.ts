import type { Stripe } from "stripe";
import type { Account } from "./account.ts";
import { idOf } from "./account.ts";

export interface EndDetails {
  reason: Stripe.Subscription.CancellationDetails.Reason | null;
  comment?: string | null | undefined;
  feedback?: Stripe.Subscription.CancellationDetails.Feedback | null | undefined;
}

/** Ends the subscription now. Nothing is paid back. */
export function endSubscription(
  account: Account,
  subscription: Stripe.Subscription,
  details: EndDetails,
): Stripe.Subscription {
  const now = account.now(idOf(subscription.customer));
  const was = subscription.cancellation_details;
  account.update<Stripe.Subscription>(subscription, {
    status: "canceled",
    canceled_at: subscription.canceled_at ?? now,
    ended_at: now,
    cancel_at_period_end: false,
    pending_update: null,
    cancellation_details: {
      comment: details.comment ?? was?.comment ?? null,
      feedback: details.feedback ?? was?.feedback ?? null,
      feedback_option: was?.feedback_option ?? null,
      reason: was?.reason ?? details.reason,
    },
  });
  const schedule = idOf(subscription.schedule);
  if (schedule !== null) {
    const found = account.get("subscription_schedule", schedule);
    account.update<Stripe.SubscriptionSchedule>(
      found,
      { status: "canceled", canceled_at: now, current_phase: null },
      "subscription_schedule.canceled",
    );
  }
  account.emit("customer.subscription.deleted", subscription);
  return subscription;
}
