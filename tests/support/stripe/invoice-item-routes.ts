import { Stripe } from "stripe";
import { z } from "zod";
import { idOf } from "./account.ts";
import { invalid, missingParameter } from "./failure.ts";
import { withMetadata } from "./fields.ts";
import { createdRange, flag, metadata, needed, paging, shape, text, whole } from "./params.ts";
import { unitAmount } from "./prices.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";

const createParams = shape<Stripe.InvoiceItemCreateParams>()({
  amount: whole,
  currency: text,
  customer: needed,
  description: text,
  discountable: flag,
  metadata,
  pricing: z.strictObject({ price: z.string() }).optional(),
  quantity: whole,
  subscription: text,
});
const listParams = shape<Stripe.InvoiceItemListParams>()({
  ...paging,
  created: createdRange,
  customer: text,
  invoice: text,
  pending: flag,
});

function create(call: Call): Stripe.InvoiceItem {
  const { account } = call;
  const sent = call.read(createParams);
  const customer = account.get("customer", sent.customer, "customer");
  const currency = sent.currency ?? customer.currency ?? "usd";
  const price =
    sent.pricing === undefined ? null : account.get("price", sent.pricing.price, "pricing[price]");
  const quantity = sent.quantity ?? 1;
  const amount = price === null ? sent.amount : unitAmount(price, currency) * quantity;
  if (amount === undefined) throw missingParameter("amount");
  const now = account.now(customer.id);
  return account.create<Stripe.InvoiceItem>(
    {
      id: account.newId("ii"),
      object: "invoiceitem",
      amount,
      currency,
      customer: customer.id,
      customer_account: null,
      date: now,
      description: sent.description ?? null,
      discountable: sent.discountable ?? true,
      discounts: [],
      invoice: null,
      livemode: false,
      metadata: withMetadata({}, sent.metadata),
      net_amount: amount,
      parent:
        sent.subscription === undefined
          ? null
          : {
              type: "subscription_details",
              subscription_details: {
                subscription: account.get("subscription", sent.subscription, "subscription").id,
              },
            },
      period: { start: now, end: now },
      pricing:
        price === null
          ? null
          : {
              type: "price_details",
              price_details: { price: price.id, product: idOf(price.product) },
              unit_amount_decimal: Stripe.Decimal.from(unitAmount(price, currency)),
            },
      proration: false,
      quantity,
      quantity_decimal: Stripe.Decimal.from(quantity),
      tax_rates: [],
      test_clock: idOf(customer.test_clock),
    },
    "invoiceitem.created",
  );
}

export const invoiceItemRoutes: Route[] = [
  route("POST", "/v1/invoiceitems", create),
  route("GET", "/v1/invoiceitems", (call) => {
    const { created, customer, invoice, pending, ...page } = call.read(listParams);
    const found = call.account
      .all("invoiceitem")
      .filter(
        (one) =>
          isWithin(one.date, created) &&
          (customer === undefined || idOf(one.customer) === customer) &&
          (invoice === undefined || idOf(one.invoice) === invoice) &&
          (pending === undefined || (one.invoice === null) === pending),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/invoiceitems/:id", ({ account, id }) => account.get("invoiceitem", id)),
  route("DELETE", "/v1/invoiceitems/:id", ({ account, id }) => {
    const item = account.get("invoiceitem", id);
    if (item.invoice !== null) {
      throw invalid("The invoice item is on an invoice already and cannot be deleted.");
    }
    return account.remove(item, "invoiceitem.deleted");
  }),
];
