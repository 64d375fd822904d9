import { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import type { LineDraft } from "./invoice-build.ts";

/** Keeps lines until the next invoice takes them, as prorations that are not billed at once. */
export function keepForLater(
  account: Account,
  subscription: Stripe.Subscription,
  lines: readonly LineDraft[],
): LineDraft[] {
  return lines.map((line) => {
    const item = account.create<Stripe.InvoiceItem>(
      itemOf(account, subscription, line),
      "invoiceitem.created",
    );
    account.hidden.set(`line ${item.id}`, line);
    return { ...line, invoiceItem: item.id };
  });
}

function itemOf(
  account: Account,
  subscription: Stripe.Subscription,
  line: LineDraft,
): Stripe.InvoiceItem {
  const customer = idOf(subscription.customer);
  return {
    id: account.newId("ii"),
    object: "invoiceitem",
    amount: line.amount,
    currency: subscription.currency,
    customer,
    customer_account: null,
    date: account.now(customer),
    description: line.description,
    discountable: line.isDiscountable,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: line.metadata,
    net_amount: line.amount,
    parent: {
      type: "subscription_details",
      subscription_details: {
        subscription: subscription.id,
        ...(line.item === null ? {} : { subscription_item: line.item }),
      },
    },
    period: line.period,
    pricing:
      line.price === null
        ? null
        : {
            type: "price_details",
            price_details: { price: line.price.id, product: idOf(line.price.product) },
            unit_amount_decimal: Stripe.Decimal.from(line.unitAmount),
          },
    proration: line.isProration,
    quantity: line.quantity,
    quantity_decimal: Stripe.Decimal.from(line.quantity),
    tax_rates: [],
    test_clock: idOf(subscription.test_clock),
  };
}

/** What waits for the customer's next invoice of this subscription. */
export function pendingLines(
  account: Account,
  customer: string,
  subscription: string | null,
  currency: string,
): LineDraft[] {
  return account
    .all("invoiceitem")
    .filter(
      (item) =>
        item.invoice === null &&
        idOf(item.customer) === customer &&
        item.currency === currency &&
        (item.parent?.subscription_details?.subscription ?? subscription) === subscription,
    )
    .map((item) => lineOfItem(account, item));
}

function lineOfItem(account: Account, item: Stripe.InvoiceItem): LineDraft {
  const kept = account.hidden.get(`line ${item.id}`) as LineDraft | undefined;
  if (kept !== undefined) return { ...kept, invoiceItem: item.id };
  const price = account.find("price", idOf(item.pricing?.price_details?.price) ?? "");
  return {
    amount: item.amount,
    description: item.description ?? "",
    quantity: item.quantity,
    period: item.period,
    price: price ?? null,
    unitAmount: item.quantity === 0 ? 0 : Math.round(item.amount / item.quantity),
    isDiscountable: item.discountable,
    isProration: item.proration,
    subscription: item.parent?.subscription_details?.subscription ?? null,
    item: item.parent?.subscription_details?.subscription_item ?? null,
    invoiceItem: item.id,
    credited: null,
    metadata: item.metadata ?? {},
  };
}
