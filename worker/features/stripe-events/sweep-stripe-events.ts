import { asc, count, eq, lte, or } from "drizzle-orm";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { announceEvents } from "./announce-events.ts";
import { stripeEvents } from "./tables.ts";

const SWEEP_MAX = 500;

/** Announces events whose turn has come, oldest first, at most 500; answers how many. For jobs. */
export async function sweepStripeEvents(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const due = await ctx.db
    .select({ id: stripeEvents.id })
    .from(stripeEvents)
    .where(lte(stripeEvents.nextTryAtMs, ctx.clock.now()))
    .orderBy(asc(stripeEvents.nextTryAtMs))
    .limit(SWEEP_MAX);
  const ids = due.map(({ id }) => id);
  if (ids.length > 0) await announceEvents(ctx, ids);
  return ids.length;
}

/**
 * Ends the claims of workers that are gone: for a local product that starts again, where nothing of
 * before can still be at work. Answers how many. For jobs.
 */
export async function recoverStripeEvents(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const freed = await ctx.db
    .update(stripeEvents)
    .set({ nextTryAtMs: ctx.clock.now() })
    .where(eq(stripeEvents.state, "processing"))
    .returning({ id: stripeEvents.id });
  await sweepStripeEvents(ctx);
  return freed.length;
}

/** How many events are due or being worked on. For jobs. */
export async function countBusyStripeEvents(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const busy = await ctx.db
    .select({ events: count() })
    .from(stripeEvents)
    .where(or(lte(stripeEvents.nextTryAtMs, ctx.clock.now()), eq(stripeEvents.state, "processing")))
    .get();
  return busy?.events ?? 0;
}
