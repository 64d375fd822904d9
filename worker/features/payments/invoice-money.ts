import { and, eq, gt, isNotNull } from "drizzle-orm";
import { INVOICE_LINE_SOURCE } from "#features/credits";
import type { Ctx } from "#platform/ctx";
import type { InvoiceRow } from "./bring-in-invoice.ts";
import { everReturned, listFailedRefunds, listMoneyDisputes } from "./claw-back.ts";
import type { MoneyBack, PaidGrant } from "./decide-clawbacks.ts";
import { invoiceLines, payments } from "./tables.ts";

/** The grants that an invoice's lines have brought. */
export async function listInvoiceGrants(ctx: Ctx, invoiceId: string): Promise<PaidGrant[]> {
  const rows = await ctx.db
    .select({
      id: invoiceLines.id,
      grantMicroPt: invoiceLines.grantMicroPt,
      expiresAtMs: invoiceLines.expiresAtMs,
    })
    .from(invoiceLines)
    .where(
      and(
        eq(invoiceLines.invoiceId, invoiceId),
        gt(invoiceLines.grantMicroPt, 0),
        isNotNull(invoiceLines.grantedAtMs),
      ),
    );
  return rows.map(({ id, grantMicroPt, expiresAtMs }) => ({
    source: { type: INVOICE_LINE_SOURCE, id },
    amountMicroPt: grantMicroPt ?? 0,
    expiresAtMs,
  }));
}

/** What an invoice was settled with: its total, by card or from the customer's credit. */
export function settledMinorOf({ totalMinor, amountPaidMinor }: InvoiceRow): number {
  return Math.max(totalMinor, amountPaidMinor);
}

/** The money of an invoice that went back: refunds of its payments and credit notes. */
export async function readInvoiceMoney(
  ctx: Ctx,
  row: InvoiceRow,
): Promise<MoneyBack & { netReturnedMinor: number }> {
  const paid = await ctx.db
    .select({ id: payments.id, refundedMinor: payments.refundedMinor })
    .from(payments)
    .where(eq(payments.invoiceId, row.id));
  const refundedMinor = paid.reduce((sum, one) => sum + one.refundedMinor, 0);
  const ids = paid.map(({ id }) => id);
  const failedRefunds = await listFailedRefunds(ctx, ids);
  const netReturnedMinor = refundedMinor + row.creditedMinor;
  return {
    settledMinor: settledMinorOf(row),
    returnedMinor: everReturned(netReturnedMinor, failedRefunds),
    netReturnedMinor,
    failedRefunds,
    chargebacks: await listMoneyDisputes(ctx, ids),
  };
}
