import { desc, eq } from "drizzle-orm";
import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import type { RateCard } from "./schema.ts";
import { shippedModels } from "./shipped-card.ts";
import { rateCards } from "./tables.ts";

/** A publish elsewhere is seen here at the latest after this long. */
export const STALE_AFTER_MS = 5 * SECOND_MS;
/** From this age on the card is read again beside the request that found it. */
const REFRESH_AFTER_MS = 2 * SECOND_MS;

let cached: { card: RateCard; readAtMs: number } | undefined;
/** When a refresh began; another request does not begin one more. */
let refreshingSinceMs = -Infinity;

export const SHIPPED_VERSION = 1;

function toRateCard(row: typeof rateCards.$inferSelect): RateCard {
  const { version, models, publishedAtMs } = row;
  return { version, models, publishedAtMs };
}

async function readLatest(ctx: Ctx): Promise<RateCard | undefined> {
  const row = await ctx.db.select().from(rateCards).orderBy(desc(rateCards.version)).limit(1).get();
  return row === undefined ? undefined : toRateCard(row);
}

/** The current card from the database; a deployment without any gets the shipped one, once. */
export async function readRateCard(ctx: Ctx): Promise<RateCard> {
  const latest = await readLatest(ctx);
  if (latest !== undefined) return latest;
  const shipped = {
    version: SHIPPED_VERSION,
    models: shippedModels,
    publishedAtMs: ctx.clock.now(),
  };
  await ctx.db
    .insert(rateCards)
    .values({ ...shipped, publishedBy: "shipped" })
    .onConflictDoNothing();
  return (await readLatest(ctx)) ?? shipped;
}

async function refresh(ctx: Ctx): Promise<RateCard> {
  const readAtMs = ctx.clock.now();
  const card = await readRateCard(ctx);
  if (cached === undefined || card.version >= cached.card.version) cached = { card, readAtMs };
  return cached.card;
}

async function refreshBeside(ctx: Ctx): Promise<void> {
  refreshingSinceMs = ctx.clock.now();
  try {
    await refresh(ctx);
  } catch (cause) {
    ctx.log.error("rate-card.not-refreshed", cause);
  } finally {
    refreshingSinceMs = -Infinity;
  }
}

/**
 * The rate card in force. Kept in this isolate, so that it usually costs no read: never older than
 * five seconds, and never older than what this isolate itself published.
 */
export async function getRateCard(ctx: Ctx): Promise<RateCard> {
  if (cached === undefined) return await refresh(ctx);
  const nowMs = ctx.clock.now();
  const ageMs = nowMs - cached.readAtMs;
  if (ageMs < 0 || ageMs >= STALE_AFTER_MS) return await refresh(ctx);
  if (ageMs >= REFRESH_AFTER_MS && nowMs - refreshingSinceMs > STALE_AFTER_MS) {
    ctx.defer(refreshBeside(ctx));
  }
  return cached.card;
}

/** Makes a just published card the one this isolate uses. */
export function rememberRateCard(card: RateCard, readAtMs: number): void {
  cached = { card, readAtMs };
}

/** The card of a version that was pinned on a hold; it never changes, whatever came later. */
export async function findRateCard(ctx: Ctx, version: number): Promise<RateCard | undefined> {
  if (cached?.card.version === version) return cached.card;
  const row = await ctx.db.select().from(rateCards).where(eq(rateCards.version, version)).get();
  return row === undefined ? undefined : toRateCard(row);
}
