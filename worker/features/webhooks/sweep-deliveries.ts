import { and, asc, count, eq, lte } from "drizzle-orm";
import { MINUTE_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { announceDeliveries } from "./announce-deliveries.ts";
import { webhookDeliveries } from "./tables.ts";

const SWEEP_MAX = 500;

const isPending = eq(webhookDeliveries.state, "pending");

/** Announces deliveries whose turn has come, oldest first, at most 500; answers how many. For jobs. */
export async function sweepDeliveries(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const due = await ctx.db
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(and(isPending, lte(webhookDeliveries.nextTryAtMs, ctx.clock.now())))
    .orderBy(asc(webhookDeliveries.nextTryAtMs))
    .limit(SWEEP_MAX);
  const ids = due.map(({ id }) => id);
  if (ids.length > 0) await announceDeliveries(ctx, ids);
  return ids.length;
}

/**
 * Announces everything that was due or under way: for a local product that starts again, where no
 * attempt of before can still be running. Answers how many. For jobs.
 */
export async function recoverDeliveries(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const now = ctx.clock.now();
  await ctx.db
    .update(webhookDeliveries)
    .set({ nextTryAtMs: now })
    .where(and(isPending, lte(webhookDeliveries.nextTryAtMs, now + MINUTE_MS)));
  return await sweepDeliveries(ctx);
}

/** How many deliveries are due. For jobs. */
export async function countDueDeliveries(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const due = await ctx.db
    .select({ deliveries: count() })
    .from(webhookDeliveries)
    .where(and(isPending, lte(webhookDeliveries.nextTryAtMs, ctx.clock.now())))
    .get();
  return due?.deliveries ?? 0;
}
