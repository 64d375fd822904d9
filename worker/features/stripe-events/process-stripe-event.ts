import { and, eq, lte, sql } from "drizzle-orm";
import { MINUTE_MS } from "#core/time";
import { syncCheckoutSession, syncCustomer, syncSubscription } from "#features/billing";
import { syncCharge, syncDispute, syncInvoice, syncPaymentIntent } from "#features/payments";
import type { Ctx } from "#platform/ctx";
import { NotRetryable } from "#platform/jobs";
import { rootCause } from "#platform/root-cause";
import type { SyncHint } from "#platform/stripe";
import { announceRetry } from "./announce-events.ts";
import { pickSync, type SyncTarget } from "./pick-sync.ts";
import { decideDelayMs } from "./retry-schedule.ts";
import { StripeEventBody } from "./schema.ts";
import { stripeEvents } from "./tables.ts";

/** Longer than any sync takes; a worker that is gone loses its claim after it. */
const CLAIM_MS = 5 * MINUTE_MS;
const ERROR_LENGTH_MAX = 1_000;

type Row = typeof stripeEvents.$inferSelect;

/** Takes a row whose turn has come; undefined when another was faster or it is not its turn. */
async function claim(ctx: Ctx, id: string): Promise<Row | undefined> {
  const now = ctx.clock.now();
  const [row] = await ctx.db
    .update(stripeEvents)
    .set({
      state: "processing",
      tries: sql`${stripeEvents.tries} + 1`,
      nextTryAtMs: now + CLAIM_MS,
    })
    .where(and(eq(stripeEvents.id, id), lte(stripeEvents.nextTryAtMs, now)))
    .returning();
  return row;
}

/** Writes how a claimed row ended, unless its claim was lost meanwhile. */
async function conclude(ctx: Ctx, row: Row, outcome: Partial<Row>): Promise<void> {
  const mine = and(
    eq(stripeEvents.id, row.id),
    eq(stripeEvents.state, "processing"),
    eq(stripeEvents.tries, row.tries),
  );
  await ctx.db.update(stripeEvents).set(outcome).where(mine);
}

async function syncTarget(ctx: Ctx, { kind, id }: SyncTarget, hint?: SyncHint): Promise<void> {
  switch (kind) {
    case "customer":
      return await syncCustomer(ctx, id, hint);
    case "subscription":
      return await syncSubscription(ctx, id, hint);
    case "checkout-session": {
      const outcome = await syncCheckoutSession(ctx, id, hint);
      if (typeof outcome?.paymentIntentId === "string") {
        await syncPaymentIntent(ctx, outcome.paymentIntentId);
      }
      return;
    }
    case "invoice":
      return await syncInvoice(ctx, id, hint);
    case "payment-intent":
      return await syncPaymentIntent(ctx, id, hint);
    case "charge":
      return await syncCharge(ctx, id, hint);
    case "dispute":
      return await syncDispute(ctx, id, hint);
  }
}

async function work(ctx: Ctx, row: Row): Promise<"done" | "ignored"> {
  if (row.payload === null) throw new NotRetryable("The event's text is no longer kept");
  const { data, created, type } = StripeEventBody.parse(JSON.parse(row.payload));
  const target = pickSync(type, data);
  if (target === undefined) return "ignored";
  const hint = { eventType: type, eventCreatedAtMs: created * 1_000, snapshot: data.object };
  await syncTarget(ctx, target, target.own ? hint : undefined);
  return "done";
}

async function concludeFailure(ctx: Ctx, row: Row, cause: unknown): Promise<void> {
  ctx.log.error("stripe-events.failed", cause, { eventId: row.id, type: row.type });
  const lastError = rootCause(cause).slice(0, ERROR_LENGTH_MAX);
  const isLost = cause instanceof NotRetryable;
  const delayMs = isLost ? undefined : decideDelayMs(row.tries, ctx.settings.bench);
  if (delayMs === undefined) {
    return await conclude(ctx, row, { state: "parked", nextTryAtMs: null, lastError });
  }
  const nextTryAtMs = ctx.clock.now() + delayMs;
  await conclude(ctx, row, { state: "failed", nextTryAtMs, lastError });
  await announceRetry(ctx, row.id, delayMs);
}

/**
 * Works on an event whose turn has come: brings in the object that it speaks of, as Stripe has it
 * now. An event is a hint, so order, repeats and concurrency do not matter. What fails is tried again
 * by the schedule in its row, and set aside with the reason after its eighth try. Does nothing for
 * an event that is done, waits, or is another's at the moment.
 */
export async function processStripeEvent(ctx: Ctx, id: string): Promise<void> {
  const row = await claim(ctx, id);
  if (row === undefined) return;
  try {
    const state = await work(ctx, row);
    const doneAtMs = ctx.clock.now();
    await conclude(ctx, row, { state, nextTryAtMs: null, lastError: null, doneAtMs });
  } catch (cause) {
    await concludeFailure(ctx, row, cause);
  }
}
