import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import type { LineDraft } from "./invoice-build.ts";
import { formatMinor } from "./money.ts";
import { intervalOf } from "./periods.ts";
import { unitAmount } from "./prices.ts";

/** What the item costs in a whole period. */
export function priceOf({ currency }: LineOwner, item: Stripe.SubscriptionItem): number {
  return unitAmount(item.price, currency) * (item.quantity ?? 1);
}

/** What a line says of the subscription it belongs to. */
export type LineOwner = Pick<Stripe.Subscription, "currency" | "id" | "metadata">;

/** The line of an item's whole period. */
export function periodLine(
  account: Account,
  subscription: LineOwner,
  item: Stripe.SubscriptionItem,
): LineDraft {
  const { interval } = intervalOf(item.price);
  const unit = unitAmount(item.price, subscription.currency);
  const shown = `${formatMinor(unit, subscription.currency)} / ${interval}`;
  return {
    ...lineBase(subscription, item),
    amount: priceOf(subscription, item),
    description: `${item.quantity ?? 1} × ${productName(account, item.price)} (at ${shown})`,
    period: { start: item.current_period_start, end: item.current_period_end },
    isDiscountable: true,
    isProration: false,
  };
}

/** The line of a period that costs nothing because it is a trial. */
export function trialLine(
  account: Account,
  subscription: LineOwner,
  item: Stripe.SubscriptionItem,
): LineDraft {
  return {
    ...periodLine(account, subscription, item),
    amount: 0,
    unitAmount: 0,
    description: `Trial period for ${productName(account, item.price)}`,
  };
}

/** What all lines of an item have in common. */
export function lineBase(subscription: LineOwner, item: Stripe.SubscriptionItem) {
  return {
    quantity: item.quantity ?? 1,
    price: item.price,
    unitAmount: unitAmount(item.price, subscription.currency),
    subscription: subscription.id,
    item: item.id,
    invoiceItem: null,
    credited: null,
    metadata: { ...subscription.metadata },
  };
}

export function productName(account: Account, price: Stripe.Price): string {
  return account.find("product", idOf(price.product))?.name ?? "Product";
}

/** The product with its quantity, where there is more than one. */
export function named(account: Account, item: Stripe.SubscriptionItem): string {
  const name = productName(account, item.price);
  return item.quantity === undefined || item.quantity === 1 ? name : `${item.quantity} × ${name}`;
}

/** A day as lines write it. */
export function dated(at: number): string {
  return new Date(at * 1_000).toLocaleDateString("en-GB", {
    day: "2-digit",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}
