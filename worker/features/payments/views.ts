import { MICRO_PER_PT } from "#core/money";
import type { InvoiceRow } from "./bring-in-invoice.ts";
import type { PaymentRow } from "./bring-in-payment.ts";
import type { RefundRow } from "./follow-refunds.ts";
import type { TopupRow } from "./follow-topup.ts";
import type {
  ChargebackView,
  InvoiceLineView,
  InvoiceView,
  PaymentView,
  RefundView,
  TopupView,
} from "./schema.ts";
import type { ChargebackRow } from "./sync-dispute.ts";
import type { invoiceLines } from "./tables.ts";

export function toInvoiceView(row: InvoiceRow): InvoiceView {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    billingReason: row.billingReason,
    currency: row.currency,
    totalMinor: row.totalMinor,
    taxMinor: row.taxMinor,
    amountDueMinor: row.amountDueMinor,
    amountPaidMinor: row.amountPaidMinor,
    returnedMinor: row.returnedMinor,
    periodStartsAtMs: row.periodStartsAtMs,
    periodEndsAtMs: row.periodEndsAtMs,
    createdAtMs: row.createdAtMs,
    dueAtMs: row.dueAtMs,
    paidAtMs: row.paidAtMs,
    hostedUrl: row.hostedUrl,
    pdfUrl: row.pdfUrl,
    grantedMicroPt: row.grantedMicroPt,
    takenMicroPt: row.takenMicroPt,
  };
}

export function toLineView(row: typeof invoiceLines.$inferSelect): InvoiceLineView {
  const { id, description, amountMinor, quantity, proration, startsAtMs, endsAtMs } = row;
  const grantedMicroPt = row.grantedAtMs === null ? 0 : (row.grantMicroPt ?? 0);
  return {
    id,
    description,
    amountMinor,
    quantity,
    proration,
    startsAtMs,
    endsAtMs,
    grantedMicroPt,
  };
}

export function toPaymentView(row: PaymentRow, disputedMinor: number): PaymentView {
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    purpose: row.purpose,
    invoiceId: row.invoiceId,
    topupId: row.topupId,
    status: row.status,
    currency: row.currency,
    amountMinor: row.amountMinor,
    receivedMinor: row.receivedMinor,
    refundedMinor: row.refundedMinor,
    disputedMinor,
    methodBrand: row.methodBrand,
    methodLast4: row.methodLast4,
    failure: row.failure,
    receiptUrl: row.receiptUrl,
    createdAtMs: row.createdAtMs,
  };
}

export function toRefundView(row: RefundRow): RefundView {
  const { id, paymentIntentId, amountMinor, currency, state, reason, failure, createdAtMs } = row;
  return { id, paymentIntentId, amountMinor, currency, state, reason, failure, createdAtMs };
}

export function toTopupView(row: TopupRow, refundedMinor: number): TopupView {
  return {
    id: row.id,
    packId: row.packId,
    pt: row.grantMicroPt / MICRO_PER_PT,
    amountMinor: row.amountMinor,
    currency: row.currency,
    state: row.state,
    how: row.how,
    url: row.url,
    failure: row.failure,
    paymentIntentId: row.paymentIntentId,
    refundedMinor,
    createdAtMs: row.createdAtMs,
    concludedAtMs: row.concludedAtMs,
  };
}

export function toChargebackView(row: ChargebackRow): ChargebackView {
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    paymentIntentId: row.paymentIntentId,
    chargeId: row.chargeId,
    amountMinor: row.amountMinor,
    currency: row.currency,
    reason: row.reason,
    status: row.status,
    openedAtMs: row.openedAtMs,
    dueAtMs: row.dueAtMs,
    withdrawn: row.withdrawn,
    reinstated: row.reinstated,
    takenMicroPt: row.takenMicroPt,
    evidenceBuiltAtMs: row.evidenceBuiltAtMs,
    evidenceSubmittedAtMs: row.evidenceSubmittedAtMs,
  };
}
