import type { Stripe } from "stripe";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { stripeOf, type SyncHint } from "#platform/stripe";
import { fetchObject, idOrNull, snapshotOf } from "./stripe-objects.ts";
import { followPayment } from "./sync-payment-intent.ts";

/**
 * Brings in the payment that a charge belongs to, which counts what was refunded of it. Only jobs and
 * the operator may. Safe to repeat. A charge without a payment intent is not of our making and
 * changes nothing.
 */
export async function syncCharge(ctx: Ctx, id: string, hint?: SyncHint): Promise<void> {
  requireOperator(ctx);
  const stripe = await stripeOf(ctx);
  const charge =
    (await fetchObject<Stripe.Charge>("charge", id, () => stripe.charges.retrieve(id))) ??
    snapshotOf<Stripe.Charge>("charge", id, hint, 0);
  const paymentIntentId = idOrNull(charge?.payment_intent);
  if (paymentIntentId === null) return;
  await followPayment(ctx, paymentIntentId);
}
