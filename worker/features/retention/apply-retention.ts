import { sql } from "drizzle-orm";
import { DAY_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { type RetentionRule, retentionRules } from "./rules.ts";

const AT_ONCE = 500;
const ROUNDS_MAX = 40;

async function applyRule(ctx: Ctx, { removal }: RetentionRule): Promise<number> {
  if (!("table" in removal)) return 0;
  const table = sql.identifier(removal.table);
  const before = ctx.clock.now() - removal.days * DAY_MS;
  const isOver = sql`${sql.identifier(removal.column)} < ${before} AND ${sql.raw(removal.only ?? "1")}`;
  const some = sql`rowid IN (SELECT rowid FROM ${table} WHERE ${isOver} LIMIT ${AT_ONCE})`;
  const clear = Object.entries(removal.clear ?? {}).map(
    ([column, value]) => sql`${sql.identifier(column)} = ${sql.raw(value)}`,
  );
  if (removal.table === "notices") {
    for (const referring of ["notice_marks", "notice_deliveries"]) {
      await ctx.db.run(
        sql`DELETE FROM ${sql.identifier(referring)} WHERE notice_id IN (SELECT id FROM notices WHERE ${isOver})`,
      );
    }
  }
  let removed = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const done = await ctx.db.run(
      clear.length > 0
        ? sql`UPDATE ${table} SET ${sql.join(clear, sql`, `)} WHERE ${some}`
        : sql`DELETE FROM ${table} WHERE ${some}`,
    );
    removed += done.meta.changes;
    if (done.meta.changes < AT_ONCE) break;
  }
  return removed;
}

/**
 * Takes away what the rules keep no longer; at most 20,000 rows of a rule in one run, the next run
 * goes on. Answers how many by rule. Safe to repeat. For jobs and the operator.
 */
export async function applyRetention(ctx: Ctx): Promise<Record<string, number>> {
  requireOperator(ctx);
  const removed: Record<string, number> = {};
  for (const rule of retentionRules) {
    const count = await applyRule(ctx, rule);
    if (count > 0) removed[rule.id] = count;
  }
  if (Object.keys(removed).length > 0) {
    await runBatch(ctx.db, [auditRow(ctx, "retention.applied", "rules", removed)]);
  }
  return removed;
}
