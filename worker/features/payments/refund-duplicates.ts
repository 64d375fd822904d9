import { and, asc, eq, gt, isNotNull, notExists, sql } from "drizzle-orm";
import { isProblem } from "#core/problem";
import { subscriptions } from "#features/billing/tables";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { isStripeConnected } from "#platform/stripe";
import { refundPayment } from "./refund-payment.ts";
import { invoices, payments, refunds } from "./tables.ts";

const SWEEP_MAX = 20;
/** Names the refund of a payment as this one: it is asked for once, whatever becomes of it. */
const KEY = "duplicate";

/** Payments for subscriptions that were ended as duplicates, and of which no refund was asked for. */
async function listUnrefunded(ctx: Ctx): Promise<string[]> {
  const asked = ctx.db
    .select({ one: sql`1` })
    .from(refunds)
    .where(eq(refunds.key, sql`'asked:' || ${payments.id} || ':' || ${KEY}`));
  const rows = await ctx.db
    .select({ id: payments.id })
    .from(subscriptions)
    .innerJoin(invoices, eq(invoices.subscriptionId, subscriptions.id))
    .innerJoin(payments, eq(payments.invoiceId, invoices.id))
    .where(
      and(
        isNotNull(subscriptions.duplicateOf),
        isNotNull(subscriptions.endedAtMs),
        eq(payments.status, "succeeded"),
        gt(payments.receivedMinor, payments.refundedMinor),
        notExists(asked),
      ),
    )
    .orderBy(asc(payments.id))
    .limit(SWEEP_MAX);
  return rows.map(({ id }) => id);
}

/**
 * Gives back, once, what was paid for subscriptions that came about beside a living one and were
 * ended as its duplicates; whatever PT came with them go as well. For jobs; safe to repeat.
 */
export async function refundDuplicates(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  if (!isStripeConnected(ctx)) return 0;
  let done = 0;
  for (const paymentIntentId of await listUnrefunded(ctx)) {
    try {
      await refundPayment(ctx, { paymentIntentId, reason: "duplicate", key: KEY });
      done += 1;
    } catch (cause) {
      // A refusal is kept with the refund, where the operator finds it.
      if (!isProblem(cause) || cause.slug !== "payment-failed") throw cause;
      ctx.log.error("payments.duplicate-not-refunded", cause, { paymentIntentId });
    }
  }
  return done;
}
