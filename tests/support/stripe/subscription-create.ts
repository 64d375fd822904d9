import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { newItem, usablePrice, type ItemSent } from "./change.ts";
import { periodLine, trialLine } from "./item-lines.ts";
import { redeem, usableCoupon, type DiscountSent } from "./coupons.ts";
import { invalid, missingParameter } from "./failure.ts";
import { createInvoice, finalizeInvoice, tryPayInvoice } from "./invoice-life.ts";
import { sum } from "./money.ts";
import { intervalOf, periodEnd } from "./periods.ts";
import { planOf } from "./plan.ts";
import { unitAmount } from "./prices.ts";
import { wholeList } from "./route.ts";

const DAY_S = 86_400;

export interface SubscriptionSent {
  customer: string;
  items: readonly ItemSent[];
  currency?: string | undefined;
  defaultPaymentMethod?: string | null | undefined;
  description?: string | null | undefined;
  /** What its invoices say. */
  footer?: string | null | undefined;
  invoiceDescription?: string | null | undefined;
  discounts?: readonly DiscountSent[] | undefined;
  metadata?: Stripe.Metadata | undefined;
  isTaxed?: boolean | undefined;
  paymentBehavior?: string | undefined;
  isOffSession?: boolean | undefined;
  savesMethod?: boolean | undefined;
  trialEnd?: number | undefined;
  trialDays?: number | undefined;
  withoutMethod?: "cancel" | "create_invoice" | "pause" | undefined;
  cancelAtPeriodEnd?: boolean | undefined;
  cancelAt?: number | undefined;
  /** The card that has just been shown, and whether its holder has just confirmed. */
  method?: string | undefined;
  isAuthenticated?: boolean | undefined;
}

/** Begins a subscription and asks for its first period. */
export function createSubscription(account: Account, sent: SubscriptionSent): Stripe.Subscription {
  const customer = account.get("customer", sent.customer, "customer");
  const subscription = newSubscription(account, customer, sent);
  useDiscounts(account, subscription, sent.discounts ?? []);
  if (sent.paymentBehavior === "error_if_incomplete" && subscription.trial_end === null) {
    const method =
      sent.defaultPaymentMethod ?? idOf(customer.invoice_settings.default_payment_method);
    if (method === null) {
      throw invalid(
        "This customer has no attached payment source or default payment method. Please consider " +
          "adding a default payment method.",
        { code: "resource_missing" },
      );
    }
  }
  account.create(subscription);
  account.emit("customer.subscription.created", subscription);
  const invoice = createInvoice(account, {
    customer,
    subscription,
    currency: subscription.currency,
    reason: "subscription_create",
    lines: subscription.items.data.map((item) =>
      subscription.trial_end === null
        ? periodLine(account, subscription, item)
        : trialLine(account, subscription, item),
    ),
    discounts: discountsOf(account, subscription),
    isTaxed: subscription.automatic_tax.enabled,
    period: { start: subscription.start_date, end: subscription.start_date },
    created: subscription.created,
    defaultPaymentMethod: null,
  });
  finalizeInvoice(account, invoice);
  if (invoice.status === "open" && sent.paymentBehavior !== "default_incomplete") {
    const outcome = tryPayInvoice(account, invoice, {
      isOffSession: sent.isOffSession === true,
      isAuthenticated: sent.isAuthenticated === true,
      ...(sent.method === undefined ? {} : { method: sent.method }),
    });
    if (sent.paymentBehavior === "error_if_incomplete" && outcome.is === "failed") {
      account.table("subscription").delete(subscription.id);
      throw outcome.failure;
    }
  }
  dropUsedDiscounts(account, subscription);
  return subscription;
}

function newSubscription(
  account: Account,
  customer: Stripe.Customer,
  sent: SubscriptionSent,
): Stripe.Subscription {
  if (sent.items.length === 0) throw missingParameter("items");
  const now = account.now(customer.id);
  const prices = sent.items.map(({ price }, index) => {
    if (price === undefined) throw missingParameter(`items[${index}][price]`);
    return usablePrice(account, price, `items[${index}][price]`);
  });
  const currency = sent.currency ?? customer.currency ?? prices[0]?.currency ?? "usd";
  requireOneCurrency(account, customer, currency);
  const trialEnd = trialEndOf(sent, now);
  const id = account.newId("sub");
  const subscription: Stripe.Subscription = {
    ...emptySubscription,
    id,
    automatic_tax: {
      disabled_reason: null,
      enabled: sent.isTaxed === true,
      liability: sent.isTaxed === true ? { type: "self" } : null,
    },
    billing_cycle_anchor: trialEnd ?? now,
    cancel_at_period_end: sent.cancelAtPeriodEnd === true,
    cancel_at: sent.cancelAt ?? null,
    created: now,
    currency,
    customer: customer.id,
    default_payment_method: sent.defaultPaymentMethod ?? null,
    description: sent.description ?? null,
    discounts: [],
    invoice_settings: {
      ...emptySubscription.invoice_settings,
      description: sent.invoiceDescription ?? null,
      footer: sent.footer ?? null,
    },
    items: wholeList([], `/v1/subscription_items?subscription=${id}`),
    metadata: sent.metadata ?? {},
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: sent.savesMethod === true ? "on_subscription" : "off",
    },
    start_date: now,
    status: trialEnd === null ? "incomplete" : "trialing",
    test_clock: idOf(customer.test_clock),
    trial_end: trialEnd,
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: "now",
        missing_payment_method: sent.withoutMethod ?? "create_invoice",
      },
    },
    trial_start: trialEnd === null ? null : now,
  };
  subscription.items.data = prices.map((price, index) => {
    const one = sent.items[index];
    unitAmount(price, currency);
    const item = newItem(account, subscription, price, one?.quantity ?? 1, one?.metadata ?? {});
    item.current_period_start = now;
    item.current_period_end = trialEnd ?? periodEnd(now, intervalOf(price), now);
    item.plan = planOf(price, currency);
    return item;
  });
  return subscription.cancel_at_period_end ? canceledAlready(subscription, now) : subscription;
}

function canceledAlready(subscription: Stripe.Subscription, now: number): Stripe.Subscription {
  subscription.cancel_at = subscription.items.data[0]?.current_period_end ?? null;
  subscription.canceled_at = now;
  return subscription;
}

const emptySubscription = {
  object: "subscription",
  application: null,
  application_fee_percent: null,
  billing_cycle_anchor_config: null,
  billing_mode: { type: "flexible", flexible: { proration_discounts: "included" } },
  billing_schedules: [],
  billing_thresholds: null,
  canceled_at: null,
  cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
  collection_method: "charge_automatically",
  customer_account: null,
  days_until_due: null,
  default_source: null,
  default_tax_rates: [],
  ended_at: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: "self" },
  },
  latest_invoice: null,
  livemode: false,
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  transfer_data: null,
} satisfies Partial<Stripe.Subscription>;

function trialEndOf({ trialEnd, trialDays }: SubscriptionSent, now: number): number | null {
  if (trialDays !== undefined) return trialDays > 0 ? now + trialDays * DAY_S : null;
  if (trialEnd === undefined) return null;
  if (trialEnd <= now)
    throw invalid("Invalid timestamp: must be in the future", { param: "trial_end" });
  return trialEnd;
}

/** A customer pays in one currency as long as anything of theirs is running. */
function requireOneCurrency(account: Account, customer: Stripe.Customer, currency: string): void {
  const other = account
    .all("subscription")
    .find(
      (one) =>
        idOf(one.customer) === customer.id && one.ended_at === null && one.currency !== currency,
    );
  if (other === undefined) return;
  throw invalid(
    "You cannot combine currencies on a single customer. This customer has an active subscription, " +
      `subscription schedule, discount, quote, or invoice item with currency ${other.currency}`,
    { param: "currency" },
  );
}

/** Puts the discounts that were asked for to use on the subscription. */
export function useDiscounts(
  account: Account,
  subscription: Stripe.Subscription,
  sent: readonly DiscountSent[],
): void {
  const customer = idOf(subscription.customer);
  const amount = sum(
    subscription.items.data.map(
      (item) => unitAmount(item.price, subscription.currency) * (item.quantity ?? 1),
    ),
  );
  const kept: string[] = [];
  for (const [index, one] of sent.entries()) {
    if (one.discount !== undefined) {
      kept.push(account.get("discount", one.discount, `discounts[${index}][discount]`).id);
      continue;
    }
    const use = { customer, amount, currency: subscription.currency, param: `discounts[${index}]` };
    const coupon = usableCoupon(account, one, use);
    const start = account.now(customer);
    kept.push(redeem(account, coupon, { customer, subscription: subscription.id, start }).id);
  }
  subscription.discounts = kept;
}

/** The discounts that count at this time. */
export function discountsOf(
  account: Account,
  subscription: Stripe.Subscription,
  at = account.now(idOf(subscription.customer)),
): Stripe.Discount[] {
  return subscription.discounts
    .map((discount) => account.find("discount", idOf(discount)))
    .filter((discount) => discount !== undefined)
    .filter(({ end }) => end === null || end > at);
}

/** Takes away the discounts that are for one invoice, and those whose time is over. */
export function dropUsedDiscounts(account: Account, subscription: Stripe.Subscription): void {
  const lasting = discountsOf(account, subscription).filter(
    ({ source }) => account.find("coupon", idOf(source.coupon) ?? "")?.duration !== "once",
  );
  if (lasting.length === subscription.discounts.length) return;
  const kept = lasting.map(({ id }) => id);
  for (const discount of subscription.discounts) {
    const found = account.find("discount", idOf(discount));
    if (found !== undefined && !kept.includes(found.id)) {
      account.emit("customer.discount.deleted", found);
    }
  }
  account.update<Stripe.Subscription>(
    subscription,
    { discounts: kept },
    "customer.subscription.updated",
  );
}
