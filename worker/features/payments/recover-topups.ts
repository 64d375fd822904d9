import { asc, lte } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { isStripeConnected } from "#platform/stripe";
import { performTopup } from "./perform-topup.ts";
import { topups } from "./tables.ts";

const SWEEP_MAX = 50;

/**
 * Goes on with pending top-ups whose time has come: what a crash left behind, pages that expired,
 * banks that nobody confirmed to. For cron; one that fails is logged and looked at again later.
 */
export async function recoverTopups(ctx: Ctx): Promise<{ looked: number; failed: number }> {
  if (!isStripeConnected(ctx)) return { looked: 0, failed: 0 };
  const due = await ctx.db
    .select({ id: topups.id })
    .from(topups)
    .where(lte(topups.nextCheckAtMs, ctx.clock.now()))
    .orderBy(asc(topups.nextCheckAtMs))
    .limit(SWEEP_MAX);
  let failed = 0;
  for (const { id } of due) {
    try {
      await performTopup(ctx, id);
    } catch (cause) {
      failed += 1;
      ctx.log.error("payments.topup-not-followed", cause, { topupId: id });
    }
  }
  return { looked: due.length, failed };
}
