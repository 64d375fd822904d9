import type { Stripe } from "stripe";
import type { chargebacks, invoices, payments, refunds } from "#features/payments/tables";
import type { BookEntry } from "./decide-discrepancies.ts";

type PaymentRow = typeof payments.$inferSelect;
type InvoiceRow = typeof invoices.$inferSelect;
type RefundRow = typeof refunds.$inferSelect;
type ChargebackRow = typeof chargebacks.$inferSelect;

function idOf(one: string | { id: string } | null | undefined): string | null {
  if (one === null || one === undefined) return null;
  return typeof one === "string" ? one : one.id;
}

/** A payment at Stripe; its amounts are zero while no money came. */
export function paymentAtStripe(intent: Stripe.PaymentIntent): BookEntry {
  const charge = typeof intent.latest_charge === "string" ? null : intent.latest_charge;
  return {
    kind: "payment",
    object: `payment:${intent.id}`,
    unit: "minor",
    currency: intent.currency,
    amounts: { received: intent.amount_received, refunded: charge?.amount_refunded ?? 0 },
    words: { status: intent.status },
    fixId: intent.id,
  };
}

export function paymentOfOurs(row: PaymentRow): BookEntry {
  return {
    kind: "payment",
    object: `payment:${row.id}`,
    unit: "minor",
    currency: row.currency,
    amounts: { received: row.receivedMinor, refunded: row.refundedMinor },
    words: { status: row.status },
    fixId: row.id,
    accountId: row.accountId,
  };
}

/** An invoice at Stripe; undefined for drafts, which may still change in every respect. */
export function invoiceAtStripe(invoice: Stripe.Invoice): BookEntry | undefined {
  if (invoice.status === null || invoice.status === "draft") return undefined;
  return {
    kind: "invoice",
    object: `invoice:${invoice.id}`,
    unit: "minor",
    currency: invoice.currency,
    amounts: { total: invoice.total, paid: invoice.amount_paid },
    words: { status: invoice.status },
    fixId: invoice.id ?? null,
  };
}

export function invoiceOfOurs(row: InvoiceRow): BookEntry {
  return {
    kind: "invoice",
    object: `invoice:${row.id}`,
    unit: "minor",
    currency: row.currency,
    amounts: { total: row.totalMinor, paid: row.amountPaidMinor },
    words: { status: row.status },
    fixId: row.id,
    accountId: row.accountId,
  };
}

/** A refund at Stripe, zero when it failed; undefined for what no payment intent stands behind. */
export function refundAtStripe(refund: Stripe.Refund): BookEntry | undefined {
  const paymentIntentId = idOf(refund.payment_intent);
  if (paymentIntentId === null) return undefined;
  const failed = refund.status === "failed" || refund.status === "canceled";
  return {
    kind: "refund",
    object: `refund:${refund.id}`,
    unit: "minor",
    currency: refund.currency,
    amounts: { refunded: failed ? 0 : refund.amount },
    fixId: paymentIntentId,
  };
}

export function refundOfOurs(row: RefundRow): BookEntry | undefined {
  if (row.stripeId === null) return undefined;
  return {
    kind: "refund",
    object: `refund:${row.stripeId}`,
    unit: "minor",
    currency: row.currency,
    amounts: { refunded: row.state === "failed" ? 0 : row.amountMinor },
    fixId: row.paymentIntentId,
  };
}

export function chargebackAtStripe(dispute: Stripe.Dispute): BookEntry {
  return {
    kind: "chargeback",
    object: `chargeback:${dispute.id}`,
    unit: "minor",
    currency: dispute.currency,
    amounts: { disputed: dispute.amount },
    words: { status: dispute.status },
    fixId: dispute.id,
  };
}

export function chargebackOfOurs(row: ChargebackRow): BookEntry {
  return {
    kind: "chargeback",
    object: `chargeback:${row.id}`,
    unit: "minor",
    currency: row.currency,
    amounts: { disputed: row.amountMinor },
    words: { status: row.status },
    fixId: row.id,
    accountId: row.accountId,
  };
}
