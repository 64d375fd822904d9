import { and, eq, inArray, lte, sql } from "drizzle-orm";
import { MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { NotRetryable } from "#platform/jobs";
import { rootCause } from "#platform/root-cause";
import { announceRetry } from "./announce-events.ts";
import { groupHints, type Hint } from "./group-hints.ts";
import { pickSync } from "./pick-sync.ts";
import { decideDelayMs } from "./retry-schedule.ts";
import { StripeEventBody } from "./schema.ts";
import { syncTarget } from "./sync-target.ts";
import { stripeEvents } from "./tables.ts";

/** Longer than any sync takes; a worker that is gone loses its claim after it. */
const CLAIM_MS = 5 * MINUTE_MS;
const ERROR_LENGTH_MAX = 1_000;

type Row = typeof stripeEvents.$inferSelect;

/** Takes the rows whose turn has come; those that another took first are not among them. */
async function claim(ctx: Ctx, ids: string[]): Promise<Row[]> {
  const now = ctx.clock.now();
  return await ctx.db
    .update(stripeEvents)
    .set({
      state: "processing",
      tries: sql`${stripeEvents.tries} + 1`,
      nextTryAtMs: now + CLAIM_MS,
    })
    .where(and(inArray(stripeEvents.id, ids), lte(stripeEvents.nextTryAtMs, now)))
    .returning();
}

/** The row of how a claimed event ended, which does nothing when its claim was lost meanwhile. */
function conclusion(ctx: Ctx, row: Row, outcome: Partial<Row>): Statement {
  const mine = and(
    eq(stripeEvents.id, row.id),
    eq(stripeEvents.state, "processing"),
    eq(stripeEvents.tries, row.tries),
  );
  return ctx.db.update(stripeEvents).set(outcome).where(mine);
}

function success(ctx: Ctx, row: Row, state: "done" | "ignored"): Statement {
  const doneAtMs = ctx.clock.now();
  const lagMs = row.lagMs ?? Math.max(0, doneAtMs - row.receivedAtMs);
  return conclusion(ctx, row, { state, nextTryAtMs: null, lastError: null, doneAtMs, lagMs });
}

function failure(ctx: Ctx, row: Row, cause: unknown): Statement {
  ctx.log.error("stripe-events.failed", cause, { eventId: row.id, type: row.type });
  const lastError = rootCause(cause).slice(0, ERROR_LENGTH_MAX);
  const isLost = cause instanceof NotRetryable;
  const delayMs = isLost ? undefined : decideDelayMs(row.tries, ctx.settings.bench);
  if (delayMs === undefined) {
    return conclusion(ctx, row, { state: "parked", nextTryAtMs: null, lastError });
  }
  ctx.defer(announceRetry(ctx, row.id, delayMs));
  const nextTryAtMs = ctx.clock.now() + delayMs;
  return conclusion(ctx, row, { state: "failed", nextTryAtMs, lastError });
}

/** What an event tells us to look at; throws when its text cannot be read. */
function hintOf(row: Row): Hint<Row> | undefined {
  if (row.payload === null) throw new NotRetryable("The event's text is no longer kept");
  const { data, created, type } = StripeEventBody.parse(JSON.parse(row.payload));
  const target = pickSync(type, data);
  if (target === undefined) return undefined;
  const hint = { eventType: type, eventCreatedAtMs: created * 1_000, snapshot: data.object };
  return { event: row, target, hint };
}

/**
 * Works on events whose turn has come: brings in the objects that they speak of, each once, as Stripe
 * has them now. An event is a hint, so order, repeats and concurrency do not matter. What fails is
 * tried again by the schedule in its row, and set aside with the reason after its eighth try. Leaves
 * alone what is done, waits, or is another's at the moment.
 */
export async function processStripeEvents(ctx: Ctx, ids: string[]): Promise<void> {
  const ends: Statement[] = [];
  const hints: Hint<Row>[] = [];
  for (const row of await claim(ctx, ids)) {
    try {
      const hint = hintOf(row);
      if (hint === undefined) ends.push(success(ctx, row, "ignored"));
      else hints.push(hint);
    } catch (cause) {
      ends.push(failure(ctx, row, cause));
    }
  }
  const work = groupHints(hints).map(async ({ events, target, hint }) => {
    try {
      await syncTarget(ctx, target, hint);
      ends.push(...events.map((row) => success(ctx, row, "done")));
    } catch (cause) {
      ends.push(...events.map((row) => failure(ctx, row, cause)));
    }
  });
  await Promise.all(work);
  await runBatch(ctx.db, ends);
}
