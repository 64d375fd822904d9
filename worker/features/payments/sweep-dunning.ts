import { and, asc, eq, lte } from "drizzle-orm";
import { HOUR_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { isStripeConnected } from "#platform/stripe";
import { followInvoice } from "./sync-invoice.ts";
import { dunningCases } from "./tables.ts";

const SWEEP_MAX = 100;
const LOOK_AGAIN_MS = HOUR_MS;

/**
 * Goes on with the cases in which something is due: looks at the invoice first, so that nobody is
 * written to about what has been paid. Reads due cases only. For cron; a case that fails is logged
 * and looked at again.
 */
export async function sweepDunning(ctx: Ctx): Promise<{ due: number; failed: number }> {
  if (!isStripeConnected(ctx)) return { due: 0, failed: 0 };
  const now = ctx.clock.now();
  const due = await ctx.db
    .select()
    .from(dunningCases)
    .where(lte(dunningCases.nextAtMs, now))
    .orderBy(asc(dunningCases.nextAtMs))
    .limit(SWEEP_MAX);
  let failed = 0;
  for (const { id, invoiceId } of due) {
    try {
      await followInvoice(ctx, invoiceId);
    } catch (cause) {
      failed += 1;
      ctx.log.error("payments.dunning-failed", cause, { dunningId: id });
    }
    // Nothing moved, as while a bank still thinks about it: others come first, then this one again.
    const isStillDue = and(eq(dunningCases.id, id), lte(dunningCases.nextAtMs, now));
    await ctx.db
      .update(dunningCases)
      .set({ nextAtMs: now + LOOK_AGAIN_MS })
      .where(isStillDue);
  }
  return { due: due.length, failed };
}
