import { and, count, desc, eq, gte, gt, isNotNull, max, min } from "drizzle-orm";
import { DAY_MS, SECOND_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { isStripeConnected } from "#platform/stripe";
import {
  type StripeEventState,
  stripeEventStates,
  type StripeHealth,
  type StripeTypeHealth,
} from "./schema.ts";
import { stripeCursors, stripeEvents } from "./tables.ts";

const LOOKED_BACK_MS = 30 * DAY_MS;
const LAG_SAMPLE_MAX = 10_000;

interface TypeState {
  type: string;
  state: StripeEventState;
  events: number;
  lastSeenAtMs: number | null;
}

/** Rows by type and state, folded into one line a type, those seen last first. */
export function foldTypes(rows: TypeState[]): StripeTypeHealth[] {
  const types = new Map<string, StripeTypeHealth>();
  for (const { type, state, events, lastSeenAtMs } of rows) {
    const known = types.get(type) ?? { type, events: 0, lastSeenAtMs: 0, failed: 0, parked: 0 };
    known.events += events;
    known.lastSeenAtMs = Math.max(known.lastSeenAtMs, lastSeenAtMs ?? 0);
    if (state === "failed" || state === "parked") known[state] += events;
    types.set(type, known);
  }
  return [...types.values()].toSorted(
    (a, b) => b.lastSeenAtMs - a.lastSeenAtMs || (a.type < b.type ? -1 : 1),
  );
}

function countStates(rows: TypeState[]): StripeHealth["states"] {
  const none = stripeEventStates.map((state) => [state, 0]);
  const states = Object.fromEntries(none) as StripeHealth["states"];
  for (const { state, events } of rows) states[state] += events;
  return states;
}

/** The values that half and 95 % of a sorted sample do not exceed; null without any. */
export function lagOf(sorted: number[]): StripeHealth["lagMs"] {
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return sorted.length === 0 ? null : { p50: at(0.5), p95: at(0.95) };
}

async function readLags(ctx: Ctx, sinceMs: number): Promise<number[]> {
  const rows = await ctx.db
    .select({ lagMs: stripeEvents.lagMs })
    .from(stripeEvents)
    .where(and(isNotNull(stripeEvents.lagMs), gte(stripeEvents.receivedAtMs, sinceMs)))
    .orderBy(desc(stripeEvents.receivedAtMs))
    .limit(LAG_SAMPLE_MAX);
  return rows.flatMap(({ lagMs }) => lagMs ?? []).sort((a, b) => a - b);
}

/** How the intake of Stripe's events does. Reads our own rows only. For the operator. */
export async function getStripeHealth(ctx: Ctx): Promise<StripeHealth> {
  requireOperator(ctx);
  const now = ctx.clock.now();
  const { receivedAtMs, deliveries } = stripeEvents;
  const [byType, lags, waiting, webhook, missed, cursor] = await Promise.all([
    ctx.db
      .select({
        type: stripeEvents.type,
        state: stripeEvents.state,
        events: count(),
        lastSeenAtMs: max(receivedAtMs),
      })
      .from(stripeEvents)
      .where(gte(receivedAtMs, now - LOOKED_BACK_MS))
      .groupBy(stripeEvents.type, stripeEvents.state),
    readLags(ctx, now - DAY_MS),
    ctx.db
      .select({ oldestAtMs: min(receivedAtMs) })
      .from(stripeEvents)
      .where(isNotNull(stripeEvents.nextTryAtMs))
      .get(),
    ctx.db
      .select({ atMs: max(receivedAtMs) })
      .from(stripeEvents)
      .where(and(gt(deliveries, 0), gte(receivedAtMs, now - LOOKED_BACK_MS)))
      .get(),
    ctx.db
      .select({ events: count() })
      .from(stripeEvents)
      .where(and(eq(deliveries, 0), gte(receivedAtMs, now - DAY_MS)))
      .get(),
    ctx.db.select().from(stripeCursors).get(),
  ]);
  return {
    connected: isStripeConnected(ctx),
    signed: (ctx.settings.stripe?.webhookSecrets.length ?? 0) > 0,
    states: countStates(byType),
    types: foldTypes(byType),
    lagMs: lagOf(lags),
    oldestWaitingAtMs: waiting?.oldestAtMs ?? null,
    lastWebhookAtMs: webhook?.atMs ?? null,
    missedLastDay: missed?.events ?? 0,
    readToAtMs: cursor === undefined ? null : cursor.readToSeconds * SECOND_MS,
  };
}
