import { and, eq, gte, lte, sql } from "drizzle-orm";
import type { Id } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { decideReport } from "./decide-report.ts";
import { digestOf } from "./digest.ts";
import type { ReportedDay } from "./read-report.ts";
import type { DayRange } from "./report-source.ts";
import type { Day, ReportedCost, ReportedUsage } from "./schema.ts";
import { providerCosts, providerReports, providerUsage } from "./tables.ts";

type ReportRow = typeof providerReports.$inferSelect;

/** A provider's report rows of some days, by day. */
export async function findReports(
  ctx: Ctx,
  provider: string,
  { fromDay, toDay }: DayRange,
): Promise<Map<Day, ReportRow>> {
  const rows = await ctx.db
    .select()
    .from(providerReports)
    .where(
      and(
        eq(providerReports.provider, provider),
        gte(providerReports.day, fromDay),
        lte(providerReports.day, toDay),
      ),
    );
  return new Map(rows.map((row) => [row.day, row]));
}

/** One parameter carries all rows, so that their number does not meet the limit of a statement. */
function insertUsage(ctx: Ctx, usage: readonly ReportedUsage[]): Statement {
  return ctx.db.insert(providerUsage).select(
    sql`SELECT value ->> '$.provider', value ->> '$.day', value ->> '$.model',
      value ->> '$.requests', value ->> '$.tokens.input', value ->> '$.tokens.cachedRead',
      value ->> '$.tokens.cacheWrite', value ->> '$.tokens.output'
      FROM json_each(${JSON.stringify(usage)})`,
  );
}

function insertCosts(ctx: Ctx, costs: readonly ReportedCost[]): Statement {
  return ctx.db.insert(providerCosts).select(
    sql`SELECT value ->> '$.provider', value ->> '$.day', value ->> '$.model',
      value ->> '$.item', value ->> '$.amountMicroUsd'
      FROM json_each(${JSON.stringify(costs)})`,
  );
}

/** How a day's report came to us. */
export type ReportOrigin =
  | { source: "api" }
  /** An operator states whole days that are over: they are final at once. */
  | { source: "csv"; importId: Id<"imp"> };

/** What replaces a provider's report of a day by a new reading of it: all of it, or nothing. */
export async function replaceDay(
  ctx: Ctx,
  provider: string,
  reported: ReportedDay,
  origin: ReportOrigin,
  before: ReportRow | undefined,
): Promise<Statement[]> {
  const { day, usage, costs } = reported;
  const atMs = ctx.clock.now();
  const digest = await digestOf(JSON.stringify([usage, costs]));
  const decided = decideReport(before, { day, digest, atMs });
  const importId = origin.source === "csv" ? origin.importId : null;
  const record = {
    source: origin.source,
    importId,
    fetchedAtMs: atMs,
    ...decided,
    ...(origin.source === "csv" ? { finalAtMs: decided.finalAtMs ?? atMs } : {}),
  };
  const upsert = ctx.db
    .insert(providerReports)
    .values({ provider, day, ...record })
    .onConflictDoUpdate({ target: [providerReports.provider, providerReports.day], set: record });
  if (before !== undefined && before.digest === digest) return [upsert];
  return [
    ctx.db
      .delete(providerUsage)
      .where(and(eq(providerUsage.provider, provider), eq(providerUsage.day, day))),
    ctx.db
      .delete(providerCosts)
      .where(and(eq(providerCosts.provider, provider), eq(providerCosts.day, day))),
    insertUsage(ctx, usage),
    insertCosts(ctx, costs),
    upsert,
  ];
}
