import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { SyncHint } from "#platform/stripe";
import { applyPayment } from "./apply-payment.ts";
import { bringInPayment, type PaymentRow } from "./bring-in-payment.ts";

/** `syncPaymentIntent` for verbs that have authorised already; answers the row afterwards. */
export async function followPayment(
  ctx: Ctx,
  id: string,
  hint?: SyncHint,
): Promise<PaymentRow | undefined> {
  const brought = await bringInPayment(ctx, id, hint);
  if (brought === undefined) return undefined;
  await applyPayment(ctx, brought);
  return brought.row;
}

/**
 * Brings a payment in as Stripe has it now, with its charge and refunds, and every effect: a top-up
 * grants its PT once for the payment intent, refunds take back by the cumulative share. Only jobs and
 * the operator may. Safe to repeat, in any order and at the same time. A payment of nobody that we
 * know changes nothing; one of a customer yet unknown throws, so that it is tried again.
 */
export async function syncPaymentIntent(ctx: Ctx, id: string, hint?: SyncHint): Promise<void> {
  requireOperator(ctx);
  await followPayment(ctx, id, hint);
}
