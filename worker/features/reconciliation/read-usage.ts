import { and, eq, gte, lte, type SQL, sql } from "drizzle-orm";
import type { TokenCounts } from "#core/pricing";
import { getRateCard } from "#features/models";
import { addDays, type DayRange } from "#features/provider-usage";
import type { Ctx } from "#platform/ctx";
import { type KnownModels, type LedgerDay, noTokens } from "./decide-usage.ts";
import { estimatedCharges, ledgerUsage } from "./tables.ts";

const key = (day: string, model: string) => JSON.stringify([day, model]);

function sumOf(expression: SQL) {
  return sql<number>`COALESCE(SUM(${expression}), 0)`.mapWith(Number);
}

/** Sums of estimated calls by day and model, as they stand. */
async function readEstimates(ctx: Ctx, provider: string, { fromDay, toDay }: DayRange) {
  const e = estimatedCharges;
  const earlier = (tokens: SQL) => sumOf(sql`CASE WHEN ${e.startedEarlier} THEN ${tokens} END`);
  return await ctx.db
    .select({
      day: e.day,
      model: e.model,
      calls: sumOf(sql`1`),
      input: sumOf(sql`${e.inputTokens}`),
      cachedRead: sumOf(sql`${e.cachedReadTokens}`),
      cacheWrite: sumOf(sql`${e.cacheWriteTokens}`),
      output: sumOf(sql`${e.outputTokens}`),
      earlierInput: earlier(sql`${e.inputTokens}`),
      earlierCachedRead: earlier(sql`${e.cachedReadTokens}`),
      earlierCacheWrite: earlier(sql`${e.cacheWriteTokens}`),
      earlierOutput: earlier(sql`${e.outputTokens}`),
    })
    .from(e)
    .where(and(eq(e.provider, provider), gte(e.day, fromDay), lte(e.day, toDay)))
    .groupBy(e.day, e.model);
}

type UsageRow = typeof ledgerUsage.$inferSelect;

function exactOf(row: UsageRow): TokenCounts {
  return {
    input: row.inputTokens,
    cachedRead: row.cachedReadTokens,
    cacheWrite: row.cacheWriteTokens,
    output: row.outputTokens,
  };
}

function earlierOf(row: UsageRow): TokenCounts {
  return {
    input: row.earlierInputTokens,
    cachedRead: row.earlierCachedReadTokens,
    cacheWrite: row.earlierCacheWriteTokens,
    output: row.earlierOutputTokens,
  };
}

/**
 * What the ledgers know of a provider's models on some days, and on the day after them, whose calls
 * may have begun on the last one.
 */
export async function readLedgerDays(
  ctx: Ctx,
  provider: string,
  range: DayRange,
): Promise<LedgerDay[]> {
  const wider = { fromDay: range.fromDay, toDay: addDays(range.toDay, 1) };
  const rows = await ctx.db
    .select()
    .from(ledgerUsage)
    .where(
      and(
        eq(ledgerUsage.provider, provider),
        gte(ledgerUsage.day, wider.fromDay),
        lte(ledgerUsage.day, wider.toDay),
      ),
    );
  const days = new Map<string, LedgerDay>();
  for (const row of rows) {
    days.set(key(row.day, row.model), {
      provider,
      day: row.day,
      model: row.model,
      calls: row.calls,
      exact: exactOf(row),
      earlier: earlierOf(row),
      estimated: noTokens,
      estimatedEarlier: noTokens,
    });
  }
  for (const row of await readEstimates(ctx, provider, wider)) {
    const { day, model, input, cachedRead, cacheWrite, output } = row;
    const known = days.get(key(day, model));
    days.set(key(day, model), {
      provider,
      day,
      model,
      calls: (known?.calls ?? 0) + row.calls,
      exact: known?.exact ?? noTokens,
      earlier: known?.earlier ?? noTokens,
      estimated: { input, cachedRead, cacheWrite, output },
      estimatedEarlier: {
        input: row.earlierInput,
        cachedRead: row.earlierCachedRead,
        cacheWrite: row.earlierCacheWrite,
        output: row.earlierOutput,
      },
    });
  }
  return [...days.values()];
}

/** A provider's models as the ledgers and the rate card in force know them. */
export async function readKnownModels(
  ctx: Ctx,
  provider: string,
  days: readonly LedgerDay[],
): Promise<KnownModels> {
  const own = (await getRateCard(ctx)).models.filter((model) => model.provider === provider);
  const priced = own.filter(({ ptPer1k }) => ptPer1k !== undefined);
  const used = days.map(({ model }) => model);
  return {
    known: new Set([...used, ...own.map(({ upstreamModel }) => upstreamModel)]),
    priced: new Set([...used, ...priced.map(({ upstreamModel }) => upstreamModel)]),
  };
}
