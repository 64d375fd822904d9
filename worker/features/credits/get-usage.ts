import { asc, desc, eq, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { parseInput } from "#core/parse-input";
import { users } from "#features/identity/tables";
import type { Ctx } from "#platform/ctx";
import { UsageInput, type UsageItem, type UsageReport, type UsageSum } from "./schema.ts";
import { usageDaily } from "./tables.ts";
import { rangeOf, usageColumn, usageWhere } from "./usage-range.ts";

const ITEMS_MAX = 1_000;

const sumOf = (column: SQLiteColumn) => sql<number>`coalesce(sum(${column}), 0)`.mapWith(Number);

const sums = {
  answers: sumOf(usageDaily.answers),
  input: sumOf(usageDaily.inputTokens),
  cachedRead: sumOf(usageDaily.cachedReadTokens),
  cacheWrite: sumOf(usageDaily.cacheWriteTokens),
  output: sumOf(usageDaily.outputTokens),
  chargedMicroPt: sumOf(usageDaily.chargedMicroPt),
};

type SumRow = { [K in keyof typeof sums]: number };

function toSum({ answers, chargedMicroPt, ...tokens }: SumRow): UsageSum {
  return { answers, tokens, chargedMicroPt };
}

/**
 * What the workspace used, told apart by day, model, member or feature: days oldest first, the rest
 * dearest first. It follows the ledger within seconds; charges given back count against the day on
 * which they were. Any member may ask; of members, a plain member is told about themselves only.
 */
export async function getUsage(ctx: Ctx, input: UsageInput): Promise<UsageReport> {
  const wanted = parseInput(UsageInput, input);
  const range = rangeOf(wanted, ctx.clock.now());
  const where = usageWhere(ctx, wanted, range);
  const key = usageColumn[wanted.by];
  const byMember = wanted.by === "member";
  const [rows, total] = await Promise.all([
    ctx.db
      .select({ key, name: sql<string | null>`max(${users.name})`, ...sums })
      .from(usageDaily)
      .leftJoin(users, byMember ? eq(users.id, usageDaily.memberId) : sql`0`)
      .where(where)
      .groupBy(key)
      .orderBy(wanted.by === "day" ? asc(key) : desc(sums.chargedMicroPt), asc(key))
      .limit(ITEMS_MAX),
    ctx.db.select(sums).from(usageDaily).where(where).get(),
  ]);
  const items = rows.map(({ key: id, name, ...row }): UsageItem =>
    Object.assign(toSum(row), { key: id, name }),
  );
  const zero = { answers: 0, input: 0, cachedRead: 0, cacheWrite: 0, output: 0, chargedMicroPt: 0 };
  return { by: wanted.by, ...range, items, total: toSum(total ?? zero) };
}
