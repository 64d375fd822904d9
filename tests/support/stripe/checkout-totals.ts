import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { productName } from "./item-lines.ts";
import type { CheckoutSent } from "./checkout-params.ts";
import { amountOff } from "./coupons.ts";
import { TAX_PERCENT } from "./invoice-build.ts";
import { percentOf, share, sum } from "./money.ts";
import { unitAmount } from "./prices.ts";
import { wholeList } from "./route.ts";

/** The amounts of a session for its items, discounts and tax; a trial costs nothing now. */
export function totalsOfSession(
  account: Account,
  session: Stripe.Checkout.Session,
  sent: CheckoutSent,
): Partial<Stripe.Checkout.Session> {
  if (session.mode === "setup") return { amount_subtotal: null, amount_total: null };
  const currency = session.currency ?? "usd";
  const isTrial =
    (sent.subscription_data?.trial_period_days ?? 0) > 0 ||
    sent.subscription_data?.trial_end !== undefined;
  const items = (sent.line_items ?? []).map((item, index) => {
    const price = account.get("price", item.price);
    const quantity = item.quantity ?? 1;
    const subtotal = isTrial ? 0 : unitAmount(price, currency) * quantity;
    return itemOf(account, price, {
      quantity,
      subtotal,
      currency,
      id: `li_${session.id}_${index}`,
    });
  });
  discountItems(account, items, session, currency);
  for (const item of items) {
    const net = item.amount_subtotal - item.amount_discount;
    item.amount_tax = session.automatic_tax.enabled ? percentOf(net, TAX_PERCENT) : 0;
    item.amount_total = net + item.amount_tax;
  }
  const totalOf = (field: "amount_discount" | "amount_subtotal" | "amount_tax" | "amount_total") =>
    sum(items.map((item) => item[field]));
  return {
    line_items: wholeList(items, `/v1/checkout/sessions/${session.id}/line_items`),
    amount_subtotal: totalOf("amount_subtotal"),
    amount_total: totalOf("amount_total"),
    total_details: {
      amount_discount: totalOf("amount_discount"),
      amount_shipping: 0,
      amount_tax: totalOf("amount_tax"),
    },
  };
}

function itemOf(
  account: Account,
  price: Stripe.Price,
  about: { quantity: number; subtotal: number; currency: string; id: string },
): Stripe.LineItem {
  return {
    id: about.id,
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: about.subtotal,
    amount_tax: 0,
    amount_total: about.subtotal,
    currency: about.currency,
    description: productName(account, price),
    metadata: {},
    price,
    quantity: about.quantity,
  };
}

function discountItems(
  account: Account,
  items: readonly Stripe.LineItem[],
  session: Stripe.Checkout.Session,
  currency: string,
): void {
  for (const discount of session.discounts ?? []) {
    const coupon = account.find("coupon", idOf(discount.coupon) ?? "");
    if (coupon === undefined) continue;
    const products = coupon.applies_to?.products;
    const fitting = items.filter(
      ({ price }) =>
        products === undefined || (price !== null && products.includes(idOf(price.product))),
    );
    const netOf = (item: Stripe.LineItem) => item.amount_subtotal - item.amount_discount;
    let rest = sum(fitting.map(netOf));
    const fixed = amountOff(coupon, currency);
    let left = Math.min(fixed ?? 0, rest);
    for (const item of fitting) {
      const net = netOf(item);
      const off = fixed === null ? percentOf(net, coupon.percent_off ?? 0) : share(left, net, rest);
      item.amount_discount += off;
      left -= off;
      rest -= net;
    }
  }
}
