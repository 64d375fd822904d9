import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { decideChange, markCredited, type Change, type ChangeSent } from "./change.ts";
import { invalid } from "./failure.ts";
import { keepForLater } from "./invoice-items.ts";
import { createInvoice, finalizeInvoice, tryPayInvoice, voidInvoice } from "./invoice-life.ts";
import { discountsOf } from "./subscription-create.ts";
import { guardedKey, pendingKey, type PendingChange } from "./subscription-status.ts";

const PENDING_S = 23 * 3_600;

export interface ItemsUpdate extends ChangeSent {
  paymentBehavior: string;
  isOffSession: boolean;
}

/**
 * Changes a subscription's items and asks for the difference as the call wishes. With
 * `pending_if_incomplete` the change waits for the payment; with `error_if_incomplete` a refused
 * payment leaves all as it was.
 */
export function updateItems(
  account: Account,
  subscription: Stripe.Subscription,
  sent: ItemsUpdate,
): Partial<Stripe.Subscription> {
  requireInPeriod(subscription, sent.at);
  dropPendingChange(account, subscription);
  const change = decideChange(account, subscription, sent);
  const changes = changesOf(subscription, change);
  const isImmediate = sent.behavior === "always_invoice" || change.fresh.length > 0;
  if (!isImmediate) {
    keepForLater(account, subscription, change.prorations);
    markCredited(account, change);
    return changes;
  }
  if (change.prorations.length + change.fresh.length === 0) return changes;
  const invoice = invoiceChange(account, subscription, change);
  finalizeInvoice(account, invoice);
  if (invoice.status !== "open") {
    markCredited(account, change);
    return changes;
  }
  if (sent.paymentBehavior === "default_incomplete") {
    markCredited(account, change);
    return { ...changes, status: "past_due" };
  }
  return payForChange(account, subscription, sent, { change, changes, invoice });
}

/** A change that still waits for its payment gives way to another. */
export function dropPendingChange(account: Account, subscription: Stripe.Subscription): void {
  const pending = account.hidden.get(pendingKey(subscription.id)) as PendingChange | undefined;
  if (pending === undefined) return;
  account.hidden.delete(pendingKey(subscription.id));
  const invoice = account.find("invoice", pending.invoice);
  if (invoice?.status === "open") voidInvoice(account, invoice);
  account.update<Stripe.Subscription>(subscription, { pending_update: null });
}

function payForChange(
  account: Account,
  subscription: Stripe.Subscription,
  sent: ItemsUpdate,
  made: { change: Change; changes: Partial<Stripe.Subscription>; invoice: Stripe.Invoice },
): Partial<Stripe.Subscription> {
  const { change, changes, invoice } = made;
  const apply = () => {
    markCredited(account, change);
    return changes;
  };
  if (sent.paymentBehavior === "pending_if_incomplete") {
    const pending: PendingChange = { invoice: invoice.id, apply };
    account.hidden.set(pendingKey(subscription.id), pending);
    const outcome = tryPayInvoice(account, invoice, { isOffSession: sent.isOffSession });
    if (outcome.is === "paid") return {};
    return { pending_update: pendingOf(account, subscription, change) };
  }
  const isAllOrNothing = sent.paymentBehavior === "error_if_incomplete";
  account.hidden.set(guardedKey(invoice.id), isAllOrNothing);
  const outcome = tryPayInvoice(account, invoice, { isOffSession: sent.isOffSession });
  if (isAllOrNothing && outcome.is !== "paid") {
    voidInvoice(account, invoice);
    if (outcome.is === "failed") throw outcome.failure;
    throw invalid("Payment for this subscription requires additional user action.", {
      code: "subscription_payment_intent_requires_action",
      status: 402,
    });
  }
  return apply();
}

function changesOf(
  subscription: Stripe.Subscription,
  change: Change,
): Partial<Stripe.Subscription> {
  return {
    items: { ...subscription.items, data: change.items },
    billing_cycle_anchor: change.anchor,
  };
}

function invoiceChange(
  account: Account,
  subscription: Stripe.Subscription,
  change: Change,
): Stripe.Invoice {
  const kept = keepForLater(account, subscription, change.prorations);
  const now = account.now(idOf(subscription.customer));
  return createInvoice(account, {
    customer: account.get("customer", idOf(subscription.customer)),
    subscription,
    currency: subscription.currency,
    reason: "subscription_update",
    lines: [...kept, ...change.fresh],
    discounts: change.fresh.length === 0 ? [] : discountsOf(account, subscription),
    isTaxed: subscription.automatic_tax.enabled,
    period: { start: now, end: now },
    created: now,
  });
}

function pendingOf(
  account: Account,
  subscription: Stripe.Subscription,
  change: Change,
): Stripe.Subscription.PendingUpdate {
  return {
    billing_cycle_anchor:
      change.anchor === subscription.billing_cycle_anchor ? null : change.anchor,
    cancel_at_period_end: null,
    discount: null,
    discounts: null,
    expires_at: account.now(idOf(subscription.customer)) + PENDING_S,
    metadata: null,
    subscription_items: change.items,
    trial_end: null,
    trial_from_plan: null,
  };
}

function requireInPeriod(subscription: Stripe.Subscription, at: number): void {
  const [first] = subscription.items.data;
  if (first === undefined || (at >= first.current_period_start && at <= first.current_period_end)) {
    return;
  }
  throw invalid(
    "Invalid proration date: must be within the current period of the subscription " +
      `(${first.current_period_start} to ${first.current_period_end}).`,
    { param: "subscription_proration_date" },
  );
}
