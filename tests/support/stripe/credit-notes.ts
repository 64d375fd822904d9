import type { Stripe } from "stripe";
import type { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { changeBalance } from "./customer-balance.ts";
import { invalid } from "./failure.ts";
import { withMetadata } from "./fields.ts";
import { intentOf } from "./invoice-life.ts";
import { createdRange, metadata, needed, oneOf, paging, shape, text, whole } from "./params.ts";
import { createRefund } from "./refunds.ts";
import { isWithin, pageOf, route, wholeList, type Call, type Route } from "./route.ts";

const createParams = shape<Stripe.CreditNoteCreateParams>()({
  amount: whole,
  credit_amount: whole,
  invoice: needed,
  memo: text,
  metadata,
  out_of_band_amount: whole,
  reason: oneOf("duplicate", "fraudulent", "order_change", "product_unsatisfactory"),
  refund_amount: whole,
});
const listParams = shape<Stripe.CreditNoteListParams>()({
  ...paging,
  created: createdRange,
  customer: text,
  invoice: text,
});

function create(call: Call): Stripe.CreditNote {
  const { account } = call;
  const sent = call.read(createParams);
  const invoice = account.get("invoice", sent.invoice, "invoice");
  const isPaid = invoice.status === "paid";
  if (!isPaid && invoice.status !== "open") {
    throw invalid("Credit notes can only be created for open or paid invoices.", {
      param: "invoice",
    });
  }
  const parts = [sent.refund_amount, sent.credit_amount, sent.out_of_band_amount];
  const given = parts.reduce((total: number, part) => total + (part ?? 0), 0);
  const amount = sent.amount ?? given;
  requireAmount(invoice, amount, isPaid ? given : amount);
  const refund = refundOf(account, invoice, sent.refund_amount ?? 0);
  const customer = idOf(invoice.customer) ?? "";
  const credited =
    (sent.credit_amount ?? 0) === 0
      ? null
      : changeBalance(account, account.get("customer", customer), {
          amount: -(sent.credit_amount ?? 0),
          currency: invoice.currency,
          description: null,
          type: "credit_note",
        }).id;
  countOnInvoice(account, invoice, amount, isPaid);
  return account.create(
    noteOf(account, invoice, { amount, isPaid, refund, credited, sent }),
    "credit_note.created",
  );
}

function requireAmount(invoice: Stripe.Invoice, amount: number, given: number): void {
  if (amount < 1) throw invalid("Invalid positive integer", { param: "amount" });
  const left =
    invoice.status === "paid"
      ? invoice.amount_paid - invoice.post_payment_credit_notes_amount
      : invoice.amount_remaining;
  if (amount > left) {
    throw invalid("The amount of the credit note is more than what is left of the invoice.", {
      param: "amount",
    });
  }
  if (amount !== given) {
    throw invalid(
      "The sum of credit amount, refund amount and out of band amount must equal the credit note " +
        "amount.",
      { param: "amount" },
    );
  }
}

function refundOf(
  account: Account,
  invoice: Stripe.Invoice,
  amount: number,
): Stripe.Refund | undefined {
  if (amount === 0) return undefined;
  const charge = idOf(intentOf(account, invoice)?.latest_charge);
  if (charge === null) throw invalid("The invoice has no charge to refund.");
  return createRefund(account, account.get("charge", charge), { amount });
}

function countOnInvoice(
  account: Account,
  invoice: Stripe.Invoice,
  amount: number,
  isPaid: boolean,
): void {
  account.update<Stripe.Invoice>(
    invoice,
    isPaid
      ? {
          post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + amount,
        }
      : {
          pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + amount,
          amount_due: invoice.amount_due - amount,
          amount_remaining: invoice.amount_remaining - amount,
        },
    "invoice.updated",
  );
}

function lineOf(account: Account, amount: number, description: string): Stripe.CreditNoteLineItem {
  return {
    id: account.newId("cnli"),
    object: "credit_note_line_item",
    amount,
    description,
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: 1,
    tax_rates: [],
    taxes: [],
    type: "custom_line_item",
    unit_amount: amount,
    unit_amount_decimal: null,
  };
}

function noteOf(
  account: Account,
  invoice: Stripe.Invoice,
  about: {
    amount: number;
    isPaid: boolean;
    refund: Stripe.Refund | undefined;
    credited: string | null;
    sent: z.infer<typeof createParams>;
  },
): Stripe.CreditNote {
  const { amount, isPaid, refund, sent } = about;
  const id = account.newId("cn");
  const count = account.all("credit_note").filter((one) => idOf(one.invoice) === invoice.id).length;
  const now = account.now(idOf(invoice.customer));
  const line = lineOf(account, amount, sent.memo ?? "Credit");
  return {
    id,
    object: "credit_note",
    amount,
    amount_shipping: 0,
    created: now,
    currency: invoice.currency,
    customer: idOf(invoice.customer) ?? "",
    customer_account: null,
    customer_balance_transaction: about.credited,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: now,
    invoice: invoice.id,
    lines: wholeList([line], `/v1/credit_notes/${id}/lines`),
    livemode: false,
    memo: sent.memo ?? null,
    metadata: withMetadata({}, sent.metadata),
    number: `${invoice.number ?? ""}-CN-${String(count + 1).padStart(2, "0")}`,
    out_of_band_amount: sent.out_of_band_amount ?? null,
    pdf: `${account.baseUrl}/i/${invoice.id}/pdf`,
    post_payment_amount: isPaid ? amount : 0,
    pre_payment_amount: isPaid ? 0 : amount,
    pretax_credit_amounts: [],
    reason: sent.reason ?? null,
    refunds:
      refund === undefined
        ? []
        : [
            {
              amount_refunded: refund.amount,
              payment_record_refund: null,
              refund: refund.id,
              type: "refund",
            },
          ],
    shipping_cost: null,
    status: "issued",
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    total_taxes: [],
    type: isPaid ? "post_payment" : "pre_payment",
    voided_at: null,
  };
}

export const creditNoteRoutes: Route[] = [
  route("POST", "/v1/credit_notes", create),
  route("GET", "/v1/credit_notes", (call) => {
    const { created, customer, invoice, ...page } = call.read(listParams);
    const found = call.account
      .all("credit_note")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (customer === undefined || idOf(one.customer) === customer) &&
          (invoice === undefined || idOf(one.invoice) === invoice),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/credit_notes/:id", ({ account, id }) => account.get("credit_note", id)),
];
