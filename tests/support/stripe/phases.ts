import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { newItem } from "./change.ts";
import { isSameInterval } from "./periods.ts";
import { planOf } from "./plan.ts";
import { endSubscription } from "./subscription-end.ts";

/** The phase that begins at the moment or has begun last. */
function phaseAt(schedule: Stripe.SubscriptionSchedule, at: number) {
  return schedule.phases.find(({ start_date, end_date }) => start_date <= at && at < end_date);
}

export function scheduleOf(
  account: Account,
  subscription: Stripe.Subscription,
): Stripe.SubscriptionSchedule | undefined {
  const id = idOf(subscription.schedule);
  return id === null ? undefined : account.find("subscription_schedule", id);
}

/**
 * Brings the subscription into the schedule's phase of this moment. False when the schedule ended
 * the subscription.
 */
export function enterPhase(
  account: Account,
  subscription: Stripe.Subscription,
  at: number,
): boolean {
  const schedule = scheduleOf(account, subscription);
  if (schedule === undefined || schedule.status !== "active") return true;
  if (schedule.current_phase !== null && at < schedule.current_phase.end_date) return true;
  const phase = phaseAt(schedule, at);
  if (phase !== undefined) {
    account.update<Stripe.SubscriptionSchedule>(
      schedule,
      { current_phase: { start_date: phase.start_date, end_date: phase.end_date } },
      "subscription_schedule.updated",
    );
    account.update<Stripe.Subscription>(
      subscription,
      phaseChanges(account, subscription, phase, at),
      "customer.subscription.updated",
    );
    return true;
  }
  if (schedule.end_behavior === "cancel") {
    account.update<Stripe.SubscriptionSchedule>(schedule, {
      status: "completed",
      completed_at: at,
      current_phase: null,
    });
    account.emit("subscription_schedule.completed", schedule);
    endSubscription(account, subscription, { reason: "cancellation_requested" });
    return false;
  }
  releaseSchedule(account, schedule, subscription, at);
  return true;
}

/** The schedule lets go of its subscription, which goes on as it is. */
export function releaseSchedule(
  account: Account,
  schedule: Stripe.SubscriptionSchedule,
  subscription: Stripe.Subscription | undefined,
  at: number,
): void {
  account.update<Stripe.SubscriptionSchedule>(schedule, {
    status: "released",
    released_at: at,
    released_subscription: subscription?.id ?? null,
    subscription: null,
    current_phase: null,
  });
  account.emit("subscription_schedule.released", schedule);
  if (subscription === undefined) return;
  account.update<Stripe.Subscription>(
    subscription,
    { schedule: null },
    "customer.subscription.updated",
  );
}

/** What a phase makes of the subscription: items are matched by price, others come and go. */
export function phaseChanges(
  account: Account,
  subscription: Stripe.Subscription,
  phase: Stripe.SubscriptionSchedule.Phase,
  at: number,
): Partial<Stripe.Subscription> {
  const before = subscription.items.data;
  const data = phase.items.map((wanted) => {
    const price = account.get("price", idOf(wanted.price));
    const kept = before.find((item) => item.price.id === price.id);
    const item = kept ?? newItem(account, subscription, price, wanted.quantity ?? 1);
    return {
      ...item,
      quantity: wanted.quantity ?? 1,
      plan: planOf(price, subscription.currency),
    };
  });
  const [was, is] = [before[0]?.price, data[0]?.price];
  const isReset =
    phase.billing_cycle_anchor === "phase_start" ||
    (was !== undefined && is !== undefined && !isSameInterval(was, is));
  const discounts = phase.discounts
    .map(({ discount }) => idOf(discount))
    .filter((id) => id !== null);
  return {
    items: { ...subscription.items, data },
    ...(isReset ? { billing_cycle_anchor: at } : {}),
    ...(phase.metadata === null || Object.keys(phase.metadata).length === 0
      ? {}
      : { metadata: { ...subscription.metadata, ...phase.metadata } }),
    ...(phase.discounts.length === 0 ? {} : { discounts }),
  };
}

/** The phase that will begin when the running period ends, if one does. */
export function nextPhase(
  account: Account,
  subscription: Stripe.Subscription,
  at: number,
): Stripe.SubscriptionSchedule.Phase | undefined {
  const schedule = scheduleOf(account, subscription);
  if (schedule?.status !== "active") return undefined;
  if (schedule.current_phase !== null && at < schedule.current_phase.end_date) return undefined;
  return phaseAt(schedule, at);
}
