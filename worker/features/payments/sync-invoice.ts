import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { SyncHint } from "#platform/stripe";
import { applyInvoice } from "./apply-invoice.ts";
import { bringInInvoice, type InvoiceRow } from "./bring-in-invoice.ts";
import { bringInPayment, findPaymentRow } from "./bring-in-payment.ts";

/** Payments tell why an unpaid invoice is unpaid; those of a paid one come by their own events. */
async function bringInPayments(ctx: Ctx, ids: string[], isPaid: boolean): Promise<void> {
  for (const id of ids) {
    if (isPaid && (await findPaymentRow(ctx, id))?.status === "succeeded") continue;
    await bringInPayment(ctx, id);
  }
}

/** `syncInvoice` for verbs that have authorised already; answers the row afterwards. */
export async function followInvoice(
  ctx: Ctx,
  id: string,
  hint?: SyncHint,
): Promise<InvoiceRow | undefined> {
  const brought = await bringInInvoice(ctx, id, hint);
  if (brought === undefined) return undefined;
  await bringInPayments(ctx, brought.paymentIntentIds, brought.row.status === "paid");
  return await applyInvoice(ctx, id);
}

/**
 * Brings an invoice in as Stripe has it now, with every effect on PT: what its lines grant when it is
 * paid, what refunds and credit notes take back, dunning. Only jobs and the operator may. Safe to
 * repeat, in any order and at the same time; drafts and what Stripe does not have change nothing.
 * Throws while its customer is unknown, so that it is tried again.
 */
export async function syncInvoice(ctx: Ctx, id: string, hint?: SyncHint): Promise<void> {
  requireOperator(ctx);
  await followInvoice(ctx, id, hint);
}
