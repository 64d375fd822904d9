import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { periodLine } from "./item-lines.ts";
import { createInvoice } from "./invoice-life.ts";
import { pendingLines } from "./invoice-items.ts";
import type { LineDraft } from "./invoice-build.ts";
import { intervalOf, periodEnd } from "./periods.ts";
import { discountsOf, dropUsedDiscounts } from "./subscription-create.ts";
import { endSubscription } from "./subscription-end.ts";
import { enterPhase } from "./phases.ts";

const UPDATED = "customer.subscription.updated";

/** The end of the period that is running. */
export function periodEndOf(subscription: Stripe.Subscription): number {
  return subscription.items.data[0]?.current_period_end ?? Number.POSITIVE_INFINITY;
}

/** The period is over: the subscription ends, or the next period begins with a draft invoice. */
export function renew(account: Account, subscription: Stripe.Subscription): void {
  const at = periodEndOf(subscription);
  const isCanceled =
    subscription.cancel_at_period_end ||
    (subscription.cancel_at !== null && subscription.cancel_at <= at);
  if (isCanceled) {
    endSubscription(account, subscription, { reason: "cancellation_requested" });
    return;
  }
  if (!enterPhase(account, subscription, at)) return;
  if (subscription.status === "trialing" && !endTrial(account, subscription, at)) return;
  const start = subscription.items.data[0]?.current_period_start ?? at;
  beginPeriod(account, subscription, at);
  const invoice = invoicePeriod(account, subscription, {
    reason: "subscription_cycle",
    period: { start, end: at },
    autoAdvance: subscription.status !== "unpaid",
  });
  if (subscription.pause_collection?.behavior === "keep_as_draft") {
    account.update<Stripe.Invoice>(invoice, {
      auto_advance: false,
      automatically_finalizes_at: null,
      next_payment_attempt: null,
    });
  }
}

/** The trial is over. False when the subscription does not go on, because no card is there. */
function endTrial(account: Account, subscription: Stripe.Subscription, at: number): boolean {
  const customer = account.get("customer", idOf(subscription.customer));
  const hasMethod =
    idOf(subscription.default_payment_method) !== null ||
    idOf(customer.invoice_settings.default_payment_method) !== null;
  const wish = subscription.trial_settings?.end_behavior.missing_payment_method;
  if (!hasMethod && wish === "cancel") {
    endSubscription(account, subscription, { reason: "cancellation_requested" });
    return false;
  }
  if (!hasMethod && wish === "pause") {
    account.update<Stripe.Subscription>(subscription, { status: "paused" }, UPDATED);
    account.emit("customer.subscription.paused", subscription);
    return false;
  }
  account.update<Stripe.Subscription>(
    subscription,
    { status: "active", billing_cycle_anchor: at },
    UPDATED,
  );
  return true;
}

/** Moves all items into the period that begins at `at`. */
export function beginPeriod(account: Account, subscription: Stripe.Subscription, at: number): void {
  const data = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: at,
    current_period_end: periodEnd(subscription.billing_cycle_anchor, intervalOf(item.price), at),
  }));
  account.update<Stripe.Subscription>(
    subscription,
    { items: { ...subscription.items, data } },
    UPDATED,
  );
}

/** An invoice for the running period and whatever has been waiting for one. */
export function invoicePeriod(
  account: Account,
  subscription: Stripe.Subscription,
  about: {
    reason: Stripe.Invoice.BillingReason;
    period: { start: number; end: number };
    autoAdvance: boolean;
  },
): Stripe.Invoice {
  const customer = account.get("customer", idOf(subscription.customer));
  const lines = [
    ...pendingLines(account, customer.id, subscription.id, subscription.currency),
    ...subscription.items.data.map((item) => periodLine(account, subscription, item)),
  ] satisfies LineDraft[];
  const invoice = createInvoice(account, {
    customer,
    subscription,
    currency: subscription.currency,
    reason: about.reason,
    lines,
    discounts: discountsOf(account, subscription),
    isTaxed: subscription.automatic_tax.enabled,
    period: about.period,
    created: account.now(customer.id),
    autoAdvance: about.autoAdvance,
  });
  dropUsedDiscounts(account, subscription);
  return invoice;
}
