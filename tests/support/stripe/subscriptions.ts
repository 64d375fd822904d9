import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { invalid } from "./failure.ts";
import { withMetadata } from "./fields.ts";
import { finalizeInvoice, tryPayInvoice } from "./invoice-life.ts";
import { beginPeriod, invoicePeriod } from "./renew.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";
import { detailsOf, plainChanges, requireOwnMethod } from "./subscription-changes.ts";
import { createSubscription, useDiscounts } from "./subscription-create.ts";
import { endSubscription } from "./subscription-end.ts";
import {
  cancelParams,
  createParams,
  listParams,
  pendingNames,
  updateParams,
  type UpdateSent,
} from "./subscription-params.ts";
import { updateItems } from "./subscription-update.ts";
import { wireOf } from "./wire.ts";

function create(call: Call): Stripe.Subscription {
  const sent = call.read(createParams);
  const { account } = call;
  const method = sent.default_payment_method;
  if (method !== undefined) requireOwnMethod(account, method, sent.customer);
  return createSubscription(account, {
    customer: sent.customer,
    items: (sent.items ?? []).map((item) => ({
      price: item.price,
      quantity: item.quantity,
      metadata: withMetadata({}, item.metadata),
    })),
    currency: sent.currency,
    defaultPaymentMethod: method ?? null,
    description: sent.description,
    footer: sent.invoice_settings?.footer,
    invoiceDescription: sent.invoice_settings?.description,
    discounts: sent.discounts ?? [],
    metadata: withMetadata({}, sent.metadata),
    isTaxed: sent.automatic_tax?.enabled,
    paymentBehavior: sent.payment_behavior,
    isOffSession: sent.off_session,
    savesMethod: sent.payment_settings?.save_default_payment_method === "on_subscription",
    trialDays: sent.trial_period_days,
    ...(typeof sent.trial_end === "number" ? { trialEnd: sent.trial_end } : {}),
    withoutMethod: sent.trial_settings?.end_behavior.missing_payment_method,
    cancelAtPeriodEnd: sent.cancel_at_period_end,
    cancelAt: sent.cancel_at,
  });
}

function update(call: Call): Stripe.Subscription {
  const { account } = call;
  const subscription = account.get("subscription", call.id);
  const sent = call.read(updateParams);
  if (subscription.ended_at !== null) return updateEnded(account, subscription, sent);
  if (sent.payment_behavior === "pending_if_incomplete") requirePendingNames(call);
  requireUnscheduled(subscription, sent);
  const was = { ...subscription };
  const before = wireOf(subscription);
  try {
    account.update<Stripe.Subscription>(subscription, plainChanges(account, subscription, sent));
    if (sent.discounts !== undefined) useDiscounts(account, subscription, sent.discounts ?? []);
    changeItems(account, subscription, sent);
  } catch (cause) {
    Object.assign(subscription, was);
    throw cause;
  }
  account.emitChanges("customer.subscription.updated", subscription, before);
  if (sent.trial_end !== undefined) moveTrial(account, subscription, sent.trial_end);
  return subscription;
}

function changeItems(account: Account, subscription: Stripe.Subscription, sent: UpdateSent): void {
  const isMoved = sent.billing_cycle_anchor?.type === "now";
  if (sent.items === undefined && !isMoved) return;
  const changes = updateItems(account, subscription, {
    items: (sent.items ?? []).map((item) => ({
      id: item.id,
      price: item.price,
      quantity: item.quantity,
      deleted: item.deleted,
      metadata: item.metadata === undefined ? undefined : withMetadata({}, item.metadata),
    })),
    behavior: sent.proration_behavior ?? "create_prorations",
    at: sent.proration_date ?? account.now(idOf(subscription.customer)),
    isAnchorReset: isMoved,
    paymentBehavior: sent.payment_behavior ?? "allow_incomplete",
    isOffSession: sent.off_session === true,
  });
  account.update<Stripe.Subscription>(subscription, changes);
}

function requirePendingNames({ params }: Call): void {
  const other = Object.keys(params).find((name) => !pendingNames.has(name));
  if (other === undefined) return;
  throw invalid(
    `\`${other}\` is not supported when \`payment_behavior=pending_if_incomplete\` is set.`,
    { param: other },
  );
}

function requireUnscheduled(subscription: Stripe.Subscription, sent: UpdateSent): void {
  if (idOf(subscription.schedule) === null || sent.cancel_at_period_end === undefined) return;
  throw invalid(
    "The subscription is managed by the subscription schedule " +
      `\`${idOf(subscription.schedule)}\`, and updating any cancelation behavior directly is not ` +
      "allowed. Please update the schedule instead.",
    { param: "cancel_at_period_end" },
  );
}

function updateEnded(account: Account, subscription: Stripe.Subscription, sent: UpdateSent) {
  const { cancellation_details: details, metadata: meta, ...rest } = sent;
  if (Object.values(rest).some((value) => value !== undefined)) {
    throw invalid(
      "A canceled subscription can only update its cancellation_details and metadata.",
      { code: "invalid_canceled_subscription_fields" },
    );
  }
  const changes = {
    metadata: withMetadata(subscription.metadata, meta),
    ...(details === undefined ? {} : { cancellation_details: detailsOf(subscription, details) }),
  };
  return account.update<Stripe.Subscription>(
    subscription,
    changes,
    "customer.subscription.updated",
  );
}

/** Ends the trial at another time; now begins the first period and asks for it. */
function moveTrial(account: Account, subscription: Stripe.Subscription, end: number | "now"): void {
  const now = account.now(idOf(subscription.customer));
  if (end !== "now") {
    const data = subscription.items.data.map((item) => ({ ...item, current_period_end: end }));
    account.update<Stripe.Subscription>(
      subscription,
      {
        status: "trialing",
        trial_start: subscription.trial_start ?? now,
        trial_end: end,
        billing_cycle_anchor: end,
        items: { ...subscription.items, data },
      },
      "customer.subscription.updated",
    );
    return;
  }
  if (subscription.status !== "trialing") return;
  account.update<Stripe.Subscription>(
    subscription,
    { status: "active", trial_end: now, billing_cycle_anchor: now },
    "customer.subscription.updated",
  );
  beginPeriod(account, subscription, now);
  const invoice = invoicePeriod(account, subscription, {
    reason: "subscription_update",
    period: { start: now, end: now },
    autoAdvance: true,
  });
  finalizeInvoice(account, invoice);
  if (invoice.status === "open") tryPayInvoice(account, invoice, { isOffSession: true });
}

export const subscriptionRoutes: Route[] = [
  route("POST", "/v1/subscriptions", create),
  route("GET", "/v1/subscriptions", (call) => {
    const sent = call.read(listParams);
    const { created, customer, price, status, test_clock: clock, ...page } = sent;
    const found = call.account
      .all("subscription")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (customer === undefined || idOf(one.customer) === customer) &&
          (price === undefined || one.items.data.some((item) => item.price.id === price)) &&
          (clock === undefined || idOf(one.test_clock) === clock) &&
          hasStatus(one, status),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/subscriptions/:id", ({ account, id }) => account.get("subscription", id)),
  route("POST", "/v1/subscriptions/:id", update),
  route("POST", "/v1/subscriptions/:id/resume", resume),
  route("DELETE", "/v1/subscriptions/:id", (call) => {
    const subscription = call.account.get("subscription", call.id);
    const { cancellation_details: details, invoice_now: now, prorate } = call.read(cancelParams);
    if (now === true || prorate === true) {
      throw invalid("A cancellation that is prorated is not carried by this stand-in.", {
        param: prorate === true ? "prorate" : "invoice_now",
      });
    }
    if (subscription.ended_at !== null) {
      throw invalid(`No such subscription: '${call.id}'`, {
        param: "id",
        code: "resource_missing",
        status: 404,
      });
    }
    return endSubscription(call.account, subscription, {
      reason: "cancellation_requested",
      ...details,
    });
  }),
];

/** A subscription that was paused for want of a card begins a new period. */
function resume(call: Call): Stripe.Subscription {
  const { account } = call;
  const subscription = account.get("subscription", call.id);
  if (subscription.status !== "paused") {
    throw invalid("You can only resume a subscription that is paused.");
  }
  const now = account.now(idOf(subscription.customer));
  account.update<Stripe.Subscription>(
    subscription,
    { status: "active", billing_cycle_anchor: now },
    "customer.subscription.updated",
  );
  beginPeriod(account, subscription, now);
  const invoice = invoicePeriod(account, subscription, {
    reason: "subscription_update",
    period: { start: now, end: now },
    autoAdvance: true,
  });
  finalizeInvoice(account, invoice);
  if (invoice.status === "open") tryPayInvoice(account, invoice, { isOffSession: true });
  account.emit("customer.subscription.resumed", subscription);
  return subscription;
}

/** Without a word, all but the ended ones are listed. */
function hasStatus({ status }: Stripe.Subscription, wanted: string | undefined): boolean {
  if (wanted === "all") return true;
  const isEnded = status === "canceled" || status === "incomplete_expired";
  if (wanted === "ended") return isEnded;
  return wanted === undefined ? status !== "canceled" : status === wanted;
}
