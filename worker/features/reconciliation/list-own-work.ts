import { and, gte, lte, sql } from "drizzle-orm";
import type { TokenCounts } from "#core/pricing";
import type { DayRange } from "#features/provider-usage";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { ledgerUsage } from "./tables.ts";

/** Tokens that the platform used for itself: titles, summaries, answers that failed. */
export interface OwnWork {
  day: string;
  provider: string;
  /** The provider's own name of the model. */
  model: string;
  tokens: TokenCounts;
}

/** What the platform used for itself on some days, as far as the ledgers have been read. For jobs. */
export async function listOwnWork(ctx: Ctx, { fromDay, toDay }: DayRange): Promise<OwnWork[]> {
  requireOperator(ctx);
  const u = ledgerUsage;
  const all = sql`${u.platformInputTokens} + ${u.platformCachedReadTokens} + ${u.platformCacheWriteTokens} + ${u.platformOutputTokens}`;
  const rows = await ctx.db
    .select()
    .from(u)
    .where(and(gte(u.day, fromDay), lte(u.day, toDay), sql`${all} > 0`))
    .orderBy(u.day, u.provider, u.model);
  return rows.map((row) => ({
    day: row.day,
    provider: row.provider,
    model: row.model,
    tokens: {
      input: row.platformInputTokens,
      cachedRead: row.platformCachedReadTokens,
      cacheWrite: row.platformCacheWriteTokens,
      output: row.platformOutputTokens,
    },
  }));
}
