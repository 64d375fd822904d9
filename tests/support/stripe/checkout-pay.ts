import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { asksHolder, behaviourOf, cardError, declineOf, markSetUp } from "./cards.ts";
import { customerOf, enterCode, methodOf, type CheckoutPayment } from "./checkout-payer.ts";
import { planOfSession } from "./checkout.ts";
import type { CheckoutSent } from "./checkout-params.ts";
import { redeem } from "./coupons.ts";
import { invalid } from "./failure.ts";
import { withMetadata } from "./fields.ts";

import { createInvoice, finalizeInvoice, intentOf, tryPayInvoice } from "./invoice-life.ts";
import { attachPaymentMethod } from "./payment-methods.ts";
import { newIntent, tryConfirm } from "./pay.ts";
import { newSetupIntent, succeedSetup } from "./setup-intents.ts";
import { createSubscription } from "./subscription-create.ts";
import type { LineDraft } from "./invoice-build.ts";
import { productName } from "./item-lines.ts";
import { unitAmount } from "./prices.ts";

export type CheckoutOutcome =
  | { is: "complete" }
  | { is: "requires_action"; method: string }
  | { is: "failed"; message: string };

/** Pays an open session, or tries to: a refused card leaves it open. */
export function payCheckout(
  account: Account,
  session: Stripe.Checkout.Session,
  payment: CheckoutPayment,
): CheckoutOutcome {
  if (session.status !== "open") throw invalid(`The session is ${session.status ?? ""}.`);
  const sent = planOfSession(account, session.id);
  if (payment.promotionCode !== undefined) enterCode(account, session, sent, payment.promotionCode);
  const method = methodOf(account, payment);
  const behaviour = behaviourOf(account, method.id);
  if (asksHolder(account, method.id) && payment.isAuthenticated !== true)
    return { is: "requires_action", method: method.id };
  const needsCard =
    (session.amount_total ?? 0) > 0 || session.payment_method_collection !== "if_required";
  const decline = needsCard ? declineOf(behaviour) : undefined;
  const customer = customerOf(account, session, sent, payment);
  if (decline !== undefined) {
    if (session.mode !== "setup") refuse(account, session, customer, method);
    return { is: "failed", message: cardError(decline).message };
  }
  if (session.mode === "payment") takePayment(account, session, sent, { customer, method });
  if (session.mode === "subscription") begin(account, session, sent, { customer, method });
  if (session.mode === "setup") saveCard(account, session, sent, { customer, method });
  return { is: "complete" };
}

interface Payer {
  customer: Stripe.Customer | null;
  method: Stripe.PaymentMethod;
}

/** The charge fails and the session stays open. */
function refuse(
  account: Account,
  session: Stripe.Checkout.Session,
  customer: Stripe.Customer | null,
  method: Stripe.PaymentMethod,
): void {
  const intent = newIntent(account, {
    amount: Math.max(50, session.amount_total ?? 0),
    currency: session.currency ?? "usd",
    customer: customer?.id ?? null,
    metadata: withMetadata({}, planOfSession(account, session.id).payment_intent_data?.metadata),
    payment_method: method.id,
  });
  tryConfirm(account, intent);
}

function takePayment(
  account: Account,
  session: Stripe.Checkout.Session,
  sent: CheckoutSent,
  payer: Payer,
): void {
  const data = sent.payment_intent_data;
  const total = session.amount_total ?? 0;
  const isSaved = data?.setup_future_usage !== undefined && payer.customer !== null;
  if (session.invoice_creation?.enabled === true && payer.customer !== null) {
    payByInvoice(account, session, sent, { ...payer, customer: payer.customer }, isSaved);
  } else if (total > 0) {
    const intent = newIntent(account, {
      amount: total,
      currency: session.currency ?? "usd",
      customer: payer.customer?.id ?? null,
      description: data?.description ?? null,
      metadata: withMetadata({}, data?.metadata),
      payment_method: payer.method.id,
      receipt_email: data?.receipt_email ?? null,
      setup_future_usage: isSaved ? (data?.setup_future_usage ?? null) : null,
    });
    tryConfirm(account, intent, { isAuthenticated: true });
    session.payment_intent = intent.id;
  }
  countDiscounts(account, session, payer.customer?.id ?? null);
  complete(account, session, payer);
}

function payByInvoice(
  account: Account,
  session: Stripe.Checkout.Session,
  sent: CheckoutSent,
  payer: { customer: Stripe.Customer; method: Stripe.PaymentMethod },
  isSaved: boolean,
): void {
  const { customer, method } = payer;
  const created = account.now(customer.id);
  const currency = session.currency ?? "usd";
  const data = sent.invoice_creation?.invoice_data;
  const lines = (sent.line_items ?? []).map((item): LineDraft => {
    const price = account.get("price", item.price);
    const quantity = item.quantity ?? 1;
    return {
      amount: unitAmount(price, currency) * quantity,
      description: productName(account, price),
      quantity,
      period: { start: created, end: created },
      price,
      unitAmount: unitAmount(price, currency),
      isDiscountable: true,
      isProration: false,
      subscription: null,
      item: null,
      invoiceItem: null,
      credited: null,
      metadata: {},
    };
  });
  const invoice = createInvoice(account, {
    customer,
    subscription: null,
    currency,
    reason: "manual",
    lines,
    discounts: useDiscounts(account, session, customer.id),
    isTaxed: session.automatic_tax.enabled,
    period: { start: created, end: created },
    created,
    metadata: withMetadata({}, data?.metadata),
    description: data?.description ?? null,
    footer: data?.footer ?? null,
  });
  finalizeInvoice(account, invoice);
  const intent = intentOf(account, invoice);
  if (intent !== undefined) {
    account.update<Stripe.PaymentIntent>(intent, {
      metadata: withMetadata({}, sent.payment_intent_data?.metadata),
      setup_future_usage: isSaved ? "off_session" : null,
    });
    tryPayInvoice(account, invoice, { method: method.id, isAuthenticated: true });
    session.payment_intent = intent.id;
  }
  session.invoice = invoice.id;
}

function useDiscounts(
  account: Account,
  session: Stripe.Checkout.Session,
  customer: string,
): Stripe.Discount[] {
  const chosen = session.discounts ?? [];
  session.discounts = [];
  const used = chosen.map(({ coupon, promotion_code: code }) =>
    redeem(
      account,
      {
        coupon: account.get("coupon", idOf(coupon) ?? ""),
        promotionCode: idOf(code) === null ? null : account.get("promotion_code", idOf(code) ?? ""),
      },
      { customer, subscription: null, start: account.now(customer) },
    ),
  );
  session.discounts = chosen;
  account.hidden.set(`redeemed ${session.id}`, true);
  return used;
}

function countDiscounts(
  account: Account,
  session: Stripe.Checkout.Session,
  customer: string | null,
): void {
  if (account.hidden.get(`redeemed ${session.id}`) === true) return;
  for (const { coupon, promotion_code: code } of session.discounts ?? []) {
    const used = account.get("coupon", idOf(coupon) ?? "");
    const promotionCode =
      idOf(code) === null ? null : account.get("promotion_code", idOf(code) ?? "");
    const start = account.now(customer);
    redeem(account, { coupon: used, promotionCode }, { customer, subscription: null, start });
  }
}

function begin(
  account: Account,
  session: Stripe.Checkout.Session,
  sent: CheckoutSent,
  { customer, method }: Payer,
): void {
  if (customer === null) throw invalid("A subscription needs a customer.");
  attachPaymentMethod(account, method.id, customer.id);
  markSetUp(account, method.id);
  const data = sent.subscription_data;
  const subscription = createSubscription(account, {
    customer: customer.id,
    items: (sent.line_items ?? []).map(({ price, quantity }) => ({ price, quantity })),
    currency: session.currency ?? "usd",
    defaultPaymentMethod: method.id,
    description: data?.description,
    discounts: (session.discounts ?? []).map(({ coupon, promotion_code: code }) =>
      idOf(code) === null ? { coupon: idOf(coupon) ?? "" } : { promotion_code: idOf(code) ?? "" },
    ),
    metadata: withMetadata({}, data?.metadata),
    isTaxed: session.automatic_tax.enabled,
    trialDays: data?.trial_period_days,
    trialEnd: data?.trial_end,
    withoutMethod: data?.trial_settings?.end_behavior.missing_payment_method,
    isAuthenticated: true,
  });
  session.subscription = subscription.id;
  session.invoice = idOf(subscription.latest_invoice);
  complete(account, session, { customer, method });
}

function saveCard(
  account: Account,
  session: Stripe.Checkout.Session,
  sent: CheckoutSent,
  { customer, method }: Payer,
): void {
  const intent = newSetupIntent(account, {
    customer: customer?.id ?? null,
    metadata: withMetadata({}, sent.setup_intent_data?.metadata),
    payment_method: method.id,
  });
  succeedSetup(account, intent);
  session.setup_intent = intent.id;
  complete(account, session, { customer, method });
}

function complete(
  account: Account,
  session: Stripe.Checkout.Session,
  { customer, method }: Payer,
): void {
  const owner = customer?.id ?? null;
  account.update<Stripe.Checkout.Session>(session, {
    status: "complete",
    payment_status:
      session.mode === "setup" || (session.amount_total ?? 0) === 0
        ? "no_payment_required"
        : "paid",
    customer: owner,
    url: null,
    automatic_tax: session.automatic_tax.enabled
      ? { ...session.automatic_tax, status: "complete" }
      : session.automatic_tax,
    customer_details: {
      address: customer?.address ?? method.billing_details.address,
      business_name: null,
      email: customer?.email ?? method.billing_details.email,
      individual_name: null,
      name: customer?.name ?? method.billing_details.name,
      phone: null,
      tax_exempt: customer?.tax_exempt ?? "none",
      tax_ids: account
        .all("tax_id")
        .filter((one) => owner !== null && idOf(one.customer) === owner)
        .map(({ type, value }) => ({ type, value })),
    },
  });
  account.emit("checkout.session.completed", session);
}
