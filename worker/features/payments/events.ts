import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import type { InvoiceRow } from "./bring-in-invoice.ts";
import type { refunds, topups } from "./tables.ts";

type TopupRow = typeof topups.$inferSelect;
type RefundRow = typeof refunds.$inferSelect;

/** What customers' webhooks carry. Money in minor units with its currency, PT as decimal strings. */
export function toInvoiceEvent(row: InvoiceRow, grantedMicroPt: number) {
  return {
    invoiceId: row.id,
    number: row.number,
    status: row.status,
    amountDue: { amountMinor: row.amountDueMinor, currency: row.currency },
    amountPaid: { amountMinor: row.amountPaidMinor, currency: row.currency },
    periodStartsAt: toIso(row.periodStartsAtMs),
    periodEndsAt: toIso(row.periodEndsAtMs),
    grantedPt: microToPt(grantedMicroPt),
    hostedUrl: row.hostedUrl,
  };
}

export function toTopupEvent(row: TopupRow, failure: string | null) {
  return {
    topupId: row.id,
    packId: row.packId,
    pt: microToPt(row.grantMicroPt),
    amount: { amountMinor: row.amountMinor, currency: row.currency },
    automatic: row.how === "automatic",
    failure,
  };
}

export function toRefundEvent(row: RefundRow, takenMicroPt: number) {
  return {
    refundId: row.id,
    paymentId: row.paymentIntentId,
    amount: { amountMinor: row.amountMinor, currency: row.currency },
    takenPt: microToPt(takenMicroPt),
  };
}
