import { newId } from "#core/ids";
import { Problem } from "#core/problem";
import { requirePermission, requirePerson } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { stripeOf } from "#platform/stripe";
import { isRefusedByStripe, isStripeFailure, toStripeProblem } from "#platform/stripe-problem";
import { asJob } from "./as-job.ts";
import type { InvoiceRow } from "./bring-in-invoice.ts";
import { getInvoiceRow } from "./list-invoices.ts";
import type { InvoiceView } from "./schema.ts";
import { followInvoice } from "./sync-invoice.ts";
import { toInvoiceView } from "./views.ts";

/** Why it was not paid, with Stripe's page, where another card can be used or the bank asked. */
function failureOf(cause: unknown, row: InvoiceRow): unknown {
  const problem = toStripeProblem(cause);
  const isPayable = problem?.slug === "payment-failed" || isRefusedByStripe(cause);
  if (!isPayable || !isStripeFailure(cause)) return problem ?? cause;
  return new Problem("payment-failed", {
    detail: "The payment did not go through. You can pay on Stripe's page with another card.",
    extensions: {
      declineCode: cause.decline_code ?? cause.code ?? null,
      hostedUrl: row.hostedUrl,
    },
    cause,
  });
}

/**
 * Pays an open invoice now with the default payment method. Owners and admins only. An invoice that
 * is paid already is answered as it is. Refuses voided and given-up ones with `conflict`, a declined
 * card with `payment-failed` and Stripe's own page as `hostedUrl`. Several at once pay once: Stripe
 * takes the money of an invoice only while it is open.
 */
export async function payInvoice(ctx: Ctx, id: string): Promise<InvoiceView> {
  requirePerson(ctx);
  requirePermission(ctx, "billing.write");
  await getInvoiceRow(ctx, id);
  const job = asJob(ctx);
  const fresh = (await followInvoice(job, id)) ?? (await getInvoiceRow(ctx, id));
  if (fresh.status === "paid") return toInvoiceView(fresh);
  if (fresh.status !== "open") {
    throw new Problem("conflict", { detail: "This invoice cannot be paid any more." });
  }
  await runBatch(ctx.db, [auditRow(ctx, "invoice.payment-requested", id)]);
  let refused: unknown;
  try {
    const stripe = await stripeOf(ctx);
    // Each try is its own: the card may be another one, or have money on it now.
    const idempotencyKey = `pay:${id}:${newId("req", ctx.clock.now())}`;
    await stripe.invoices.pay(id, {}, { idempotencyKey });
  } catch (cause) {
    refused = cause;
  }
  const after = (await followInvoice(job, id)) ?? fresh;
  if (after.status === "paid" || refused === undefined) return toInvoiceView(after);
  throw failureOf(refused, after);
}
