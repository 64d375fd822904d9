import { and, inArray, isNotNull, lt } from "drizzle-orm";
import { DAY_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { stripeEvents } from "./tables.ts";

const KEPT_MS = 90 * DAY_MS;
const AT_ONCE = 500;
const ROUNDS_MAX = 40;

/**
 * Forgets the text of events that were done or ignored more than 90 days ago; their rows stay. At
 * most 20,000 in one run; answers how many. For jobs.
 */
export async function expireStripeEvents(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const old = ctx.db
    .select({ id: stripeEvents.id })
    .from(stripeEvents)
    .where(
      and(
        inArray(stripeEvents.state, ["done", "ignored"]),
        lt(stripeEvents.receivedAtMs, ctx.clock.now() - KEPT_MS),
        isNotNull(stripeEvents.payload),
      ),
    )
    .limit(AT_ONCE);
  let expired = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const done = await ctx.db
      .update(stripeEvents)
      .set({ payload: null })
      .where(inArray(stripeEvents.id, old))
      .returning({ id: stripeEvents.id });
    expired += done.length;
    if (done.length < AT_ONCE) break;
  }
  return expired;
}
