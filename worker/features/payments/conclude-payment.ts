import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { asJob } from "./as-job.ts";
import { syncInvoice } from "./sync-invoice.ts";
import { syncPaymentIntent } from "./sync-payment-intent.ts";

/**
 * Brings in what a hosted page was paid with, for who returns from it and does not wait for a webhook:
 * its invoice or its payment, with their PT. Takes what `concludeCheckout` has answered, which is the
 * workspace's own. Safe to repeat.
 */
export async function concludePayment(
  ctx: Ctx,
  { invoiceId, paymentIntentId }: { invoiceId: string | null; paymentIntentId: string | null },
): Promise<void> {
  requirePermission(ctx, "billing.write");
  if (invoiceId !== null) await syncInvoice(asJob(ctx), invoiceId);
  if (paymentIntentId !== null) await syncPaymentIntent(asJob(ctx), paymentIntentId);
}
