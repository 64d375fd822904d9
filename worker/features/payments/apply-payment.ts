import { eq } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { applyInvoice } from "./apply-invoice.ts";
import { asJob } from "./as-job.ts";
import { bringInInvoice, findInvoiceRow } from "./bring-in-invoice.ts";
import type { BroughtPayment, PaymentRow } from "./bring-in-payment.ts";
import type { PaidGrant } from "./decide-clawbacks.ts";
import {
  announceRefunds,
  bringInRefunds,
  listRefundRows,
  tellFailedRefunds,
} from "./follow-refunds.ts";
import { followTopup, topupGrant } from "./follow-topup.ts";
import { listInvoiceGrants, settledMinorOf } from "./invoice-money.ts";
import { topups } from "./tables.ts";

/** The paying invoice is brought in first, so that what it granted is there to be taken back. */
async function applyItsInvoice(ctx: Ctx, invoiceId: string): Promise<void> {
  const known = await findInvoiceRow(ctx, invoiceId);
  if (known?.status !== "paid") await bringInInvoice(ctx, invoiceId);
  await applyInvoice(ctx, invoiceId);
}

/** The grants that a payment paid for, and the money that they are shares of. */
export async function readGranted(
  ctx: Ctx,
  payment: PaymentRow,
): Promise<{ grants: PaidGrant[]; settledMinor: number }> {
  const { invoiceId, topupId, receivedMinor } = payment;
  if (topupId !== null) {
    const topup = await ctx.db.select().from(topups).where(eq(topups.id, topupId)).get();
    const grants = topup?.state === "succeeded" ? [topupGrant(topup, payment)] : [];
    return { grants, settledMinor: receivedMinor };
  }
  const invoice = invoiceId === null ? undefined : await findInvoiceRow(ctx, invoiceId);
  if (invoice === undefined) return { grants: [], settledMinor: receivedMinor };
  return {
    grants: await listInvoiceGrants(ctx, invoice.id),
    settledMinor: settledMinorOf(invoice),
  };
}

/**
 * Every effect of a payment as it stands in its row: what it paid for, what went back of it, and
 * that people are told. Safe to repeat and to run at the same time.
 */
export async function applyPayment(ctx: Ctx, brought: BroughtPayment): Promise<void> {
  const job = asJob(ctx);
  const { row: payment } = brought;
  const hasRefunds =
    payment.refundedMinor > 0 || (await listRefundRows(job, payment.id)).length > 0;
  if (hasRefunds) await bringInRefunds(job, payment);
  if (payment.invoiceId !== null) await applyItsInvoice(job, payment.invoiceId);
  await followTopup(job, brought);
  if (!hasRefunds) return;
  const granted = await readGranted(job, payment);
  await announceRefunds(job, payment, granted);
  await tellFailedRefunds(job, payment, granted);
}
