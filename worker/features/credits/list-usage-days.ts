import { and, asc, eq, gte, sql } from "drizzle-orm";
import { DAY_MS, toIso } from "#core/time";
import { requireWorkspace } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { UsageDay } from "./schema.ts";
import { usageDays } from "./tables.ts";

/**
 * What the workspace used on each of the last `days` days (UTC), by model, oldest first. It follows
 * the ledger within seconds.
 */
export async function listUsageDays(ctx: Ctx, days = 30): Promise<UsageDay[]> {
  const { accountId } = requireWorkspace(ctx);
  const since = toIso(ctx.clock.now() - (days - 1) * DAY_MS).slice(0, 10);
  const rows = await ctx.db
    .select({
      day: usageDays.day,
      model: usageDays.model,
      answers: sql<number>`sum(${usageDays.answers})`.mapWith(Number),
      input: sql<number>`sum(${usageDays.inputTokens})`.mapWith(Number),
      cachedRead: sql<number>`sum(${usageDays.cachedReadTokens})`.mapWith(Number),
      cacheWrite: sql<number>`sum(${usageDays.cacheWriteTokens})`.mapWith(Number),
      output: sql<number>`sum(${usageDays.outputTokens})`.mapWith(Number),
      chargedMicroPt: sql<number>`sum(${usageDays.chargedMicroPt})`.mapWith(Number),
    })
    .from(usageDays)
    .where(and(eq(usageDays.accountId, accountId), gte(usageDays.day, since)))
    .groupBy(usageDays.day, usageDays.model)
    .orderBy(asc(usageDays.day), asc(usageDays.model));
  return rows.map(({ day, model, answers, chargedMicroPt, ...tokens }) => ({
    day,
    model,
    answers,
    tokens,
    chargedMicroPt,
  }));
}
