import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { cardOf, newCard, type CardBehaviour } from "./cards.ts";
import type { CheckoutSent } from "./checkout-params.ts";
import { totalsOfSession } from "./checkout-totals.ts";
import { usableCoupon } from "./coupons.ts";
import { createTaxId, newCustomer } from "./customers.ts";
import { invalid } from "./failure.ts";
import { addressOf } from "./fields.ts";

/** What somebody does on the page. */
export interface CheckoutPayment {
  card?: CardBehaviour | undefined;
  /** A card that the customer has already. */
  paymentMethod?: string | undefined;
  email?: string | undefined;
  name?: string | undefined;
  country?: string | undefined;
  promotionCode?: string | undefined;
  /** A tax id of the payer, where the page takes one. */
  taxId?: string | undefined;
  /** The holder has shown that it is them. */
  isAuthenticated?: boolean | undefined;
}

/** A code that a person types in. */
export function enterCode(
  account: Account,
  session: Stripe.Checkout.Session,
  sent: CheckoutSent,
  code: string,
): void {
  if (session.allow_promotion_codes !== true) throw invalid("This session takes no codes.");
  const found = account
    .all("promotion_code")
    .find((one) => one.active && one.code.toLowerCase() === code.trim().toLowerCase());
  if (found === undefined) throw invalid("This code is invalid.");
  const { coupon } = usableCoupon(
    account,
    { promotion_code: found.id },
    {
      customer: idOf(session.customer),
      amount: session.amount_subtotal ?? 0,
      currency: session.currency ?? "usd",
      param: "discounts[0]",
    },
  );
  session.discounts = [{ coupon: coupon.id, promotion_code: found.id }];
  Object.assign(session, totalsOfSession(account, session, sent));
}

/** The card that was shown. */
export function methodOf(account: Account, payment: CheckoutPayment): Stripe.PaymentMethod {
  if (payment.paymentMethod !== undefined) {
    return account.get("payment_method", payment.paymentMethod, "payment_method");
  }
  return newCard(account, cardOf(payment.card ?? "ok"), {
    billing_details: {
      address: addressOf({ country: payment.country ?? "US" }),
      email: payment.email ?? null,
      name: payment.name ?? null,
      phone: null,
      tax_id: null,
    },
  });
}

/** Whoever pays: a known customer, a new one, or null for a guest. */
export function customerOf(
  account: Account,
  session: Stripe.Checkout.Session,
  sent: CheckoutSent,
  payment: CheckoutPayment,
): Stripe.Customer | null {
  const id = idOf(session.customer);
  if (id !== null) {
    const customer = account.get("customer", id);
    const place = sent.customer_update?.address === "auto" && payment.country !== undefined;
    const name = sent.customer_update?.name === "auto" ? payment.name : undefined;
    account.update<Stripe.Customer>(
      customer,
      {
        ...(place ? { address: addressOf({ country: payment.country }) } : {}),
        ...(name === undefined ? {} : { name }),
      },
      "customer.updated",
    );
    keepTaxId(account, session, customer, payment);
    return customer;
  }
  const isGuest = session.mode === "payment" && session.customer_creation !== "always";
  if (isGuest) return null;
  const email = payment.email ?? session.customer_email ?? null;
  return account.create(
    newCustomer(account, { email, name: payment.name ?? null }),
    "customer.created",
  );
}

function keepTaxId(
  account: Account,
  session: Stripe.Checkout.Session,
  customer: Stripe.Customer,
  { taxId }: CheckoutPayment,
): void {
  if (taxId === undefined || session.tax_id_collection?.enabled !== true) return;
  const known = account
    .all("tax_id")
    .some((one) => idOf(one.customer) === customer.id && one.value === taxId);
  if (!known) createTaxId(account, customer.id, taxIdType(taxId), taxId);
}

/** What kind of tax id it looks like. */
export function taxIdType(value: string): "eu_vat" | "gb_vat" | "us_ein" {
  if (value.startsWith("GB")) return "gb_vat";
  return /^[A-Z]{2}/.test(value) ? "eu_vat" : "us_ein";
}
