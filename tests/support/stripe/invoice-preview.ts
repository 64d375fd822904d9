import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { decideChange, newItem, usablePrice } from "./change.ts";
import { periodLine, trialLine } from "./item-lines.ts";
import { usableCoupon } from "./coupons.ts";
import { invalid, missingParameter } from "./failure.ts";
import { buildInvoice, type LineDraft } from "./invoice-build.ts";
import { pendingLines } from "./invoice-items.ts";
import { flag, list, oneOf, shape, text, whole } from "./params.ts";
import { intervalOf, periodEnd } from "./periods.ts";
import { nextPhase, phaseChanges } from "./phases.ts";
import { periodEndOf } from "./renew.ts";
import { route, wholeList, type Call, type Route } from "./route.ts";
import { discountsOf } from "./subscription-create.ts";
import { discountList } from "./subscription-params.ts";

const details = shape<Stripe.InvoiceCreatePreviewParams.SubscriptionDetails>()({
  billing_cycle_anchor: z.strictObject({ type: z.enum(["now", "unchanged"]) }).optional(),
  cancel_at_period_end: flag,
  cancel_now: flag,
  items: list(
    shape<Stripe.InvoiceCreatePreviewParams.SubscriptionDetails.Item>()({
      deleted: flag,
      id: text,
      price: text,
      quantity: whole,
    }),
  ),
  proration_behavior: oneOf("always_invoice", "create_prorations", "none"),
  proration_date: whole,
  trial_end: z.union([z.literal("now"), z.string().regex(/^\d+$/).transform(Number)]).optional(),
});

const previewParams = shape<Stripe.InvoiceCreatePreviewParams>()({
  automatic_tax: z.strictObject({ enabled: flag }).optional(),
  currency: text,
  customer: text,
  discounts: discountList,
  preview_mode: oneOf("next", "recurring"),
  schedule: text,
  subscription: text,
  subscription_details: details.optional(),
});

type Sent = z.infer<typeof previewParams>;

function preview(call: Call): Stripe.Invoice {
  const { account } = call;
  const sent = call.read(previewParams);
  const schedule =
    sent.schedule === undefined
      ? undefined
      : account.get("subscription_schedule", sent.schedule, "schedule");
  const id = sent.subscription ?? idOf(schedule?.subscription) ?? undefined;
  if (id !== undefined) {
    const subscription = account.get("subscription", id, "subscription");
    return ofSubscription(account, subscription, sent);
  }
  if (sent.customer === undefined) throw missingParameter("customer");
  const customer = account.get("customer", sent.customer, "customer");
  if (sent.subscription_details?.items === undefined) return ofCustomer(account, customer, sent);
  return ofNothingYet(account, customer, sent);
}

/** The next invoice of whatever the customer has running. */
function ofCustomer(account: Account, customer: Stripe.Customer, sent: Sent): Stripe.Invoice {
  const running = account
    .all("subscription")
    .find((one) => idOf(one.customer) === customer.id && one.ended_at === null);
  if (running === undefined) throw noneUpcoming(customer.id);
  return ofSubscription(account, running, sent);
}

function noneUpcoming(customer: string) {
  return invalid(`No upcoming invoices for customer: ${customer}`, {
    code: "invoice_upcoming_none",
    status: 404,
  });
}

/** The first invoice of a subscription that would begin now. */
function ofNothingYet(account: Account, customer: Stripe.Customer, sent: Sent): Stripe.Invoice {
  const now = account.now(customer.id);
  const items = sent.subscription_details?.items ?? [];
  const prices = items.map(({ price }, index) =>
    usablePrice(account, price ?? "", `subscription_details[items][${index}][price]`),
  );
  const currency = sent.currency ?? customer.currency ?? prices[0]?.currency ?? "usd";
  const imagined = { ...imaginary(account, customer), currency };
  imagined.items.data = prices.map((price, index) => {
    const item = newItem(account, imagined, price, items[index]?.quantity ?? 1);
    item.current_period_start = now;
    item.current_period_end = periodEnd(now, intervalOf(price), now);
    return item;
  });
  const isTrial = typeof sent.subscription_details?.trial_end === "number";
  const lines = imagined.items.data.map((item) =>
    isTrial ? trialLine(account, imagined, item) : periodLine(account, imagined, item),
  );
  const invoice = buildInvoice(
    account,
    {
      customer,
      subscription: null,
      currency,
      reason: "upcoming",
      lines,
      discounts: imaginaryDiscounts(account, customer.id, currency, sent),
      isTaxed: sent.automatic_tax?.enabled === true,
      period: { start: now, end: now },
      created: now,
    },
    true,
  );
  return invoice;
}

/** As much of a subscription as lines are made from. */
function imaginary(account: Account, customer: Stripe.Customer) {
  return {
    id: "sub_preview",
    billing_cycle_anchor: account.now(customer.id),
    currency: "usd",
    customer: customer.id,
    metadata: {} as Stripe.Metadata,
    discounts: [] as string[],
    items: wholeList<Stripe.SubscriptionItem>([], "/v1/subscription_items"),
  };
}

function imaginaryDiscounts(
  account: Account,
  customer: string,
  currency: string,
  sent: Sent,
): Stripe.Discount[] {
  return (sent.discounts ?? []).map((one, index) => {
    if (one.discount !== undefined) return account.get("discount", one.discount, "discounts");
    const use = { customer, amount: Infinity, currency, param: `discounts[${index}]` };
    const { coupon, promotionCode } = usableCoupon(account, one, use);
    return {
      id: `di_preview${index}`,
      object: "discount",
      checkout_session: null,
      customer,
      customer_account: null,
      end: null,
      invoice: null,
      invoice_item: null,
      promotion_code: promotionCode?.id ?? null,
      source: { type: "coupon", coupon: coupon.id },
      start: account.now(customer),
      subscription: null,
      subscription_item: null,
    };
  });
}

function ofSubscription(
  account: Account,
  subscription: Stripe.Subscription,
  sent: Sent,
): Stripe.Invoice {
  const customer = account.get("customer", idOf(subscription.customer));
  if (subscription.ended_at !== null) throw noneUpcoming(customer.id);
  const wish = sent.subscription_details;
  const now = account.now(customer.id);
  const isChange = wish?.items !== undefined || wish?.billing_cycle_anchor?.type === "now";
  if (wish?.trial_end === "now") return trialEnding(account, customer, subscription, sent, now);
  if (!isChange) return upcoming(account, customer, subscription, sent);
  const change = decideChange(account, subscription, {
    items: wish.items ?? [],
    behavior: wish.proration_behavior ?? "create_prorations",
    at: wish.proration_date ?? now,
    isAnchorReset: wish.billing_cycle_anchor?.type === "now",
  });
  const isImmediate = wish.proration_behavior === "always_invoice" || change.fresh.length > 0;
  if (isImmediate) {
    return show(account, customer, subscription, sent, {
      lines: [...change.prorations, ...change.fresh],
      reason: "upcoming",
      at: now,
      isDiscounted: change.fresh.length > 0,
    });
  }
  const changed = {
    ...subscription,
    items: { ...subscription.items, data: change.items },
    billing_cycle_anchor: change.anchor,
  };
  return upcoming(account, customer, changed, sent, change.prorations);
}

function trialEnding(
  account: Account,
  customer: Stripe.Customer,
  subscription: Stripe.Subscription,
  sent: Sent,
  now: number,
): Stripe.Invoice {
  const data = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: now,
    current_period_end: periodEnd(now, intervalOf(item.price), now),
  }));
  const lines = data.map((item) => periodLine(account, subscription, item));
  const about = { lines, reason: "upcoming", at: now, isDiscounted: true };
  return show(account, customer, subscription, sent, about);
}

/** What the next renewal will ask for, in the phase that will begin then. */
function upcoming(
  account: Account,
  customer: Stripe.Customer,
  subscription: Stripe.Subscription,
  sent: Sent,
  prorations: readonly LineDraft[] = [],
): Stripe.Invoice {
  const at = periodEndOf(subscription);
  const isEnding =
    (sent.subscription_details?.cancel_at_period_end ?? subscription.cancel_at_period_end) ||
    (subscription.cancel_at !== null && subscription.cancel_at <= at);
  const waiting = [
    ...pendingLines(account, customer.id, subscription.id, subscription.currency),
    ...prorations,
  ];
  if (isEnding && waiting.length === 0) throw noneUpcoming(customer.id);
  const phase = nextPhase(account, subscription, at);
  const next: Stripe.Subscription = {
    ...subscription,
    ...(phase === undefined ? {} : phaseChanges(account, subscription, phase, at)),
  };
  if (subscription.status === "trialing") next.billing_cycle_anchor = at;
  const data = next.items.data.map((item) => ({
    ...item,
    current_period_start: at,
    current_period_end: periodEnd(next.billing_cycle_anchor, intervalOf(item.price), at),
  }));
  const lines = [
    ...waiting,
    ...(isEnding ? [] : data.map((item) => periodLine(account, next, item))),
  ];
  return show(account, customer, next, sent, { lines, reason: "upcoming", at, isDiscounted: true });
}

function show(
  account: Account,
  customer: Stripe.Customer,
  subscription: Stripe.Subscription,
  sent: Sent,
  about: { lines: LineDraft[]; reason: string; at: number; isDiscounted: boolean },
): Stripe.Invoice {
  const [first] = subscription.items.data;
  const discounts =
    sent.discounts === undefined
      ? discountsOf(account, subscription, about.at)
      : imaginaryDiscounts(account, customer.id, subscription.currency, sent);
  const invoice = buildInvoice(
    account,
    {
      customer,
      subscription,
      currency: subscription.currency,
      reason: about.reason,
      lines: about.lines,
      discounts: about.isDiscounted ? discounts : [],
      isTaxed: sent.automatic_tax?.enabled ?? subscription.automatic_tax.enabled,
      period: { start: first?.current_period_start ?? about.at, end: about.at },
      created: about.at,
    },
    true,
  );
  invoice.next_payment_attempt = about.at + 3_600;
  return invoice;
}

/** Tells of the invoice that the next renewal will bring. */
export function announceRenewal(account: Account, subscription: Stripe.Subscription): void {
  const customer = account.get("customer", idOf(subscription.customer));
  account.emit("invoice.upcoming", upcoming(account, customer, subscription, {}));
}

export const previewRoutes: Route[] = [route("POST", "/v1/invoices/create_preview", preview)];
