import { syncCheckoutSession, syncCustomer, syncSubscription } from "#features/billing";
import { syncCharge, syncDispute, syncInvoice, syncPaymentIntent } from "#features/payments";
import type { Ctx } from "#platform/ctx";
import type { SyncHint } from "#platform/stripe";
import type { SyncTarget } from "./pick-sync.ts";

/** Brings in what Stripe has of an object, and its effects. Safe to repeat, in any order. */
export async function syncTarget(
  ctx: Ctx,
  { kind, id }: SyncTarget,
  hint: SyncHint | undefined,
): Promise<void> {
  switch (kind) {
    case "customer":
      return await syncCustomer(ctx, id, hint);
    case "subscription":
      return await syncSubscription(ctx, id, hint);
    case "checkout-session": {
      const outcome = await syncCheckoutSession(ctx, id, hint);
      if (typeof outcome?.paymentIntentId === "string") {
        await syncPaymentIntent(ctx, outcome.paymentIntentId);
      }
      return;
    }
    case "invoice":
      return await syncInvoice(ctx, id, hint);
    case "payment-intent":
      return await syncPaymentIntent(ctx, id, hint);
    case "charge":
      return await syncCharge(ctx, id, hint);
    case "dispute":
      return await syncDispute(ctx, id, hint);
  }
}
