import { asc, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import type { Ctx } from "#platform/ctx";
import { type UsageDay, UsageInput } from "./schema.ts";
import { usageDaily } from "./tables.ts";
import { rangeOf, usageColumn, usageWhere } from "./usage-range.ts";

/**
 * What the workspace used on each day, told apart by model, member or feature: the rows of a chart,
 * oldest first, without the days on which nothing was used. For whom it answers, see `getUsage`.
 */
export async function listUsageDays(ctx: Ctx, input: UsageInput): Promise<UsageDay[]> {
  const wanted = parseInput(UsageInput, input);
  const key = usageColumn[wanted.by];
  return await ctx.db
    .select({
      day: usageDaily.day,
      key,
      answers: sql<number>`sum(${usageDaily.answers})`.mapWith(Number),
      chargedMicroPt: sql<number>`sum(${usageDaily.chargedMicroPt})`.mapWith(Number),
    })
    .from(usageDaily)
    .where(usageWhere(ctx, wanted, rangeOf(wanted, ctx.clock.now())))
    .groupBy(usageDaily.day, key)
    .orderBy(asc(usageDaily.day), asc(key));
}
