import { and, asc, eq, gte, inArray, isNotNull, lt, ne, type SQL } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { AuditAction } from "#platform/audit-actions";
import type { Ctx } from "#platform/ctx";
import { announceEvents } from "./announce-events.ts";
import { ofType } from "./list-stripe-events.ts";
import { ReplayFilter } from "./schema.ts";
import { stripeEvents } from "./tables.ts";

const REPLAYED_MAX = 1_000;

/** Gives events a first try again; those under way are left to whoever has them. */
async function restart(
  ctx: Ctx,
  which: SQL | undefined,
  action: AuditAction,
  target: string,
): Promise<string[]> {
  const now = ctx.clock.now();
  const picked = ctx.db
    .select({ id: stripeEvents.id })
    .from(stripeEvents)
    .where(and(which, ne(stripeEvents.state, "processing"), isNotNull(stripeEvents.payload)))
    .orderBy(asc(stripeEvents.receivedAtMs), asc(stripeEvents.id))
    .limit(REPLAYED_MAX);
  const [restarted] = await ctx.db.batch([
    ctx.db
      .update(stripeEvents)
      .set({ state: "received", tries: 0, nextTryAtMs: now, lastError: null, doneAtMs: null })
      .where(inArray(stripeEvents.id, picked))
      .returning({ id: stripeEvents.id }),
    auditRow(ctx, action, target),
  ]);
  const ids = restarted.map(({ id }) => id);
  if (ids.length > 0) await announceEvents(ctx, ids);
  return ids;
}

/**
 * Works on an event once more. It looks at its object as Stripe has it now, so nothing happens twice
 * and nothing goes back. For the operator. Unknown ids are `not-found`, an event whose text is no
 * longer kept is a `conflict`; safe to repeat.
 */
export async function replayStripeEvent(ctx: Ctx, id: string): Promise<void> {
  requireOperator(ctx);
  const row = await ctx.db
    .select({ id: stripeEvents.id, payload: stripeEvents.payload })
    .from(stripeEvents)
    .where(eq(stripeEvents.id, id))
    .get();
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such event." });
  if (row.payload === null) {
    throw new Problem("conflict", {
      detail: "The event's text is no longer kept, so it cannot be worked on again.",
    });
  }
  await restart(ctx, eq(stripeEvents.id, id), "stripe-event.replayed", id);
}

/**
 * Works on many events once more, at most 1,000 at once, those received first before others: failed
 * and parked ones unless `states` or `ids` say otherwise. Answers how many. For the operator. Safe
 * to repeat.
 */
export async function replayStripeEvents(
  ctx: Ctx,
  filter: ReplayFilter = {},
): Promise<{ replayed: number }> {
  requireOperator(ctx);
  const { ids, states, type, fromAtMs, toAtMs } = parseInput(ReplayFilter, filter);
  const wanted = states ?? (ids === undefined ? (["failed", "parked"] as const) : undefined);
  const which = and(
    ids === undefined ? undefined : inArray(stripeEvents.id, ids),
    wanted === undefined ? undefined : inArray(stripeEvents.state, [...wanted]),
    ofType(type),
    fromAtMs === undefined ? undefined : gte(stripeEvents.receivedAtMs, fromAtMs),
    toAtMs === undefined ? undefined : lt(stripeEvents.receivedAtMs, toAtMs),
  );
  const replayed = await restart(ctx, which, "stripe-events.replayed", "many");
  return { replayed: replayed.length };
}
