import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { takeCard } from "./cards.ts";
import { invalid } from "./failure.ts";
import { withMetadata } from "./fields.ts";
import {
  createInvoice,
  finalizeInvoice,
  intentOf,
  markPaid,
  tryPayInvoice,
  voidInvoice,
  writeOffInvoice,
} from "./invoice-life.ts";
import { pendingLines } from "./invoice-items.ts";
import {
  clearable,
  createdRange,
  flag,
  metadata,
  needed,
  oneOf,
  paging,
  shape,
  text,
} from "./params.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";

const listParams = shape<Stripe.InvoiceListParams>()({
  ...paging,
  collection_method: oneOf("charge_automatically", "send_invoice"),
  created: createdRange,
  customer: text,
  status: oneOf("draft", "open", "paid", "uncollectible", "void"),
  subscription: text,
});
const createParams = shape<Stripe.InvoiceCreateParams>()({
  auto_advance: flag,
  automatic_tax: z.strictObject({ enabled: flag }).optional(),
  collection_method: oneOf("charge_automatically"),
  currency: text,
  customer: needed,
  default_payment_method: text,
  description: text,
  footer: text,
  metadata,
  pending_invoice_items_behavior: oneOf("exclude", "include"),
});
const updateParams = shape<Stripe.InvoiceUpdateParams>()({
  auto_advance: flag,
  default_payment_method: clearable(z.string()),
  description: clearable(z.string()),
  footer: clearable(z.string()),
  metadata,
});
const payParams = shape<Stripe.InvoicePayParams>()({
  off_session: flag,
  paid_out_of_band: flag,
  payment_method: text,
});
const paymentList = shape<Stripe.InvoicePaymentListParams>()({
  ...paging,
  created: createdRange,
  invoice: text,
  payment: shape<Stripe.InvoicePaymentListParams.Payment>()({
    payment_intent: text,
    type: z.string(),
  }).optional(),
  status: oneOf("canceled", "open", "paid"),
});

function create(call: Call): Stripe.Invoice {
  const { account } = call;
  const sent = call.read(createParams);
  const customer = account.get("customer", sent.customer, "customer");
  const currency = sent.currency ?? customer.currency ?? "usd";
  const now = account.now(customer.id);
  const isIncluding = sent.pending_invoice_items_behavior === "include";
  return createInvoice(account, {
    customer,
    subscription: null,
    currency,
    reason: "manual",
    lines: isIncluding ? pendingLines(account, customer.id, null, currency) : [],
    discounts: [],
    isTaxed: sent.automatic_tax?.enabled === true,
    period: { start: now, end: now },
    created: now,
    metadata: withMetadata({}, sent.metadata),
    description: sent.description ?? null,
    footer: sent.footer ?? null,
    autoAdvance: sent.auto_advance ?? false,
    defaultPaymentMethod: sent.default_payment_method ?? null,
  });
}

function update(call: Call): Stripe.Invoice {
  const { account } = call;
  const invoice = account.get("invoice", call.id);
  const sent = call.read(updateParams);
  const isEditable = invoice.status === "draft";
  if (!isEditable && (sent.description !== undefined || sent.footer !== undefined)) {
    throw invalid("Finalized invoices can't be updated in this way", {
      code: "invoice_not_editable",
    });
  }
  return account.update<Stripe.Invoice>(
    invoice,
    {
      ...(sent.auto_advance === undefined ? {} : { auto_advance: sent.auto_advance }),
      ...(sent.default_payment_method === undefined
        ? {}
        : { default_payment_method: sent.default_payment_method }),
      ...(sent.description === undefined ? {} : { description: sent.description }),
      ...(sent.footer === undefined ? {} : { footer: sent.footer }),
      metadata: withMetadata(invoice.metadata, sent.metadata),
    },
    "invoice.updated",
  );
}

function pay(call: Call): Stripe.Invoice {
  const { account } = call;
  const invoice = account.get("invoice", call.id);
  const sent = call.read(payParams);
  if (invoice.status === "paid") {
    throw invalid("Invoice is already paid", { code: "invoice_already_paid" });
  }
  if (invoice.status === "void") throw invalid("This invoice is voided and cannot be paid.");
  if (invoice.status === "draft") finalizeInvoice(account, invoice);
  if (invoice.status !== "open" && invoice.status !== "uncollectible") return invoice;
  if (sent.paid_out_of_band === true) return markPaid(account, invoice, { isOutOfBand: true });
  const method =
    sent.payment_method === undefined ? undefined : takeCard(account, sent.payment_method).id;
  const outcome = tryPayInvoice(account, invoice, {
    method,
    isOffSession: sent.off_session !== false,
  });
  if (outcome.is === "failed") throw outcome.failure;
  if (outcome.is === "requires_action") {
    const failure = invalid(
      "Payment for this invoice requires additional user action before it can be completed " +
        "successfully. Payment can be completed using the PaymentIntent associated with this invoice.",
      { code: "invoice_payment_intent_requires_action", status: 402 },
    );
    const intent = intentOf(account, invoice);
    if (intent !== undefined) failure.body.payment_intent = intent;
    throw failure;
  }
  return invoice;
}

function remove({ account, id }: Call): object {
  const invoice = account.get("invoice", id);
  if (invoice.status !== "draft") {
    throw invalid("You can only delete draft invoices.", { code: "invoice_not_editable" });
  }
  return account.remove(invoice, "invoice.deleted");
}

function listed(call: Call) {
  const sent = call.read(listParams);
  const { collection_method: _method, created, customer, status, subscription, ...page } = sent;
  const found = call.account
    .all("invoice")
    .filter(
      (one) =>
        isWithin(one.created, created) &&
        (customer === undefined || idOf(one.customer) === customer) &&
        (status === undefined || one.status === status) &&
        (subscription === undefined ||
          idOf(one.parent?.subscription_details?.subscription) === subscription),
    );
  return pageOf(call, found, page);
}

function payments(call: Call) {
  const { created, invoice, payment, status, ...page } = call.read(paymentList);
  const found = call.account
    .all("invoice_payment")
    .filter(
      (one) =>
        isWithin(one.created, created) &&
        (invoice === undefined || idOf(one.invoice) === invoice) &&
        (payment === undefined ||
          idOf(one.payment.payment_intent) === (payment.payment_intent ?? null)) &&
        (status === undefined || one.status === status),
    );
  return pageOf(call, found, page);
}

const withInvoice = (act: (account: Account, invoice: Stripe.Invoice) => object) => (call: Call) =>
  act(call.account, call.account.get("invoice", call.id));

export const invoiceRoutes: Route[] = [
  route("POST", "/v1/invoices", create),
  route("GET", "/v1/invoices", listed),
  route("GET", "/v1/invoices/:id", ({ account, id }) => account.get("invoice", id)),
  route("POST", "/v1/invoices/:id", update),
  route("DELETE", "/v1/invoices/:id", remove),
  route("GET", "/v1/invoices/:id/lines", (call) => {
    const page = call.read(shape<Stripe.InvoiceListLineItemsParams>()(paging));
    const { lines } = call.account.get("invoice", call.id);
    return pageOf(call, lines.data.toReversed(), page);
  }),
  route("POST", "/v1/invoices/:id/finalize", (call) => {
    call.read(shape<Stripe.InvoiceFinalizeInvoiceParams>()({ auto_advance: flag }));
    return finalizeInvoice(call.account, call.account.get("invoice", call.id));
  }),
  route("POST", "/v1/invoices/:id/pay", pay),
  route("POST", "/v1/invoices/:id/void", withInvoice(voidInvoice)),
  route("POST", "/v1/invoices/:id/mark_uncollectible", withInvoice(writeOffInvoice)),
  route("GET", "/v1/invoice_payments", payments),
  route("GET", "/v1/invoice_payments/:id", ({ account, id }) => account.get("invoice_payment", id)),
];
