import { and, eq, gte, lte, notInArray, sql } from "drizzle-orm";
import {
  addDays,
  dayOf,
  type DayRange,
  daysBetween,
  isLate,
  listProviderUsage,
  listReportConnections,
  listReportDays,
} from "#features/provider-usage";
import type { ReportDayView } from "#features/provider-usage/schema";
import type { Ctx } from "#platform/ctx";
import { type BookEntry, type Comparison, decideDiscrepancies } from "./decide-discrepancies.ts";
import { ledgerEntries, reportedEntries, reportEntry } from "./decide-usage.ts";
import { readKnownModels, readLedgerDays } from "./read-usage.ts";
import { recordRows } from "./record-discrepancies.ts";
import type { RunNote } from "./schema.ts";
import type { RunRow, Step } from "./stage.ts";
import { estimatedCharges, ledgerUsage } from "./tables.ts";

/** How many days before a run's own are fetched and compared. */
export const DAYS_COMPARED = 31;

/** The whole days in UTC that a run compares: those that were over when it began. */
export function daysOfRun({ startedAtMs }: Pick<RunRow, "startedAtMs">): DayRange {
  const toDay = addDays(dayOf(startedAtMs), -1);
  return { fromDay: addDays(toDay, 1 - DAYS_COMPARED), toDay };
}

/** Providers of the ledgers and of reports, in their order. */
async function listProviders(ctx: Ctx, range: DayRange, reports: readonly ReportDayView[]) {
  const { fromDay, toDay } = range;
  const used = await ctx.db
    .selectDistinct({ provider: ledgerUsage.provider })
    .from(ledgerUsage)
    .where(and(gte(ledgerUsage.day, fromDay), lte(ledgerUsage.day, toDay)));
  const estimated = await ctx.db
    .selectDistinct({ provider: estimatedCharges.provider })
    .from(estimatedCharges)
    .where(and(gte(estimatedCharges.day, fromDay), lte(estimatedCharges.day, toDay)));
  const all = [...used, ...estimated, ...reports].map(({ provider }) => provider);
  return [...new Set(all)].toSorted();
}

/**
 * Compares a provider's final reports with the ledgers, model by model and day by day, and names
 * reports that are late or changed after they were final.
 */
export async function compareProvider(
  ctx: Ctx,
  provider: string,
  range: DayRange,
  { isConnected }: { isConnected: boolean },
): Promise<Comparison> {
  const reports = (await listReportDays(ctx, range)).filter((one) => one.provider === provider);
  const final = new Set(reports.filter((one) => one.finalAtMs !== null).map(({ day }) => day));
  const known = new Set(reports.map(({ day }) => day));
  const days = await readLedgerDays(ctx, provider, range);
  const models = await readKnownModels(ctx, provider, days);
  const reported = (await listProviderUsage(ctx, range, provider)).filter(({ day }) =>
    final.has(day),
  );
  const right = ledgerEntries(days, (day) => addDays(day, 1)).filter((entry) =>
    final.has(entry.object.split(":")[2] ?? ""),
  );
  const late = daysBetween(range.fromDay, range.toDay)
    .filter((day) => isConnected && !known.has(day) && isLate(day, ctx.clock.now()))
    .filter((day) => days.some((one) => one.day === day))
    .map((day): BookEntry => reportEntry(provider, day, "late"));
  const revised = reports
    .filter((one) => one.revisedAtMs !== null)
    .map(({ day }) => reportEntry(provider, day, "revised"));
  return decideDiscrepancies([...reportedEntries(reported, models), ...late, ...revised], right);
}

async function internalNote(ctx: Ctx, provider: string, { fromDay, toDay }: DayRange) {
  const u = ledgerUsage;
  const tokens = sql`${u.inputTokens} + ${u.cachedReadTokens} + ${u.cacheWriteTokens} + ${u.outputTokens}`;
  const sums = await ctx.db
    .select({
      calls: sql<number>`COALESCE(SUM(${u.calls}), 0)`.mapWith(Number),
      tokens: sql<number>`COALESCE(SUM(${tokens}), 0)`.mapWith(Number),
    })
    .from(u)
    .where(and(eq(u.provider, provider), gte(u.day, fromDay), lte(u.day, toDay)))
    .get();
  const { calls = 0, tokens: count = 0 } = sums ?? {};
  return { kind: "internal", service: provider, calls, tokens: count } satisfies RunNote;
}

function waitingNote(provider: string, reports: readonly ReportDayView[]): RunNote[] {
  const days = reports
    .filter((one) => one.provider === provider && one.finalAtMs === null)
    .map(({ day }) => day)
    .toSorted();
  return days.length === 0 ? [] : [{ kind: "waiting", service: provider, days }];
}

/** Estimated charges for which no report will decide: their provider reports to nobody. */
async function estimatedNote(ctx: Ctx, reporting: readonly string[]): Promise<RunNote[]> {
  const e = estimatedCharges;
  const waiting = await ctx.db
    .select({ charges: sql<number>`COUNT(*)`.mapWith(Number) })
    .from(e)
    .where(
      and(
        eq(e.state, "waiting"),
        eq(e.bearer, "customer"),
        reporting.length === 0 ? undefined : notInArray(e.provider, [...reporting]),
      ),
    )
    .get();
  const charges = waiting?.charges ?? 0;
  return charges === 0 ? [] : [{ kind: "estimated", charges }];
}

/** Compares the providers' reports with the ledgers: a step for all of them, as they are sums. */
export async function compareUsage(ctx: Ctx, run: RunRow): Promise<Step> {
  const range = daysOfRun(run);
  const reports = await listReportDays(ctx, range);
  const connections = await listReportConnections(ctx);
  const connected = new Set(
    connections.filter(({ state }) => state !== "not-connected").map(({ provider }) => provider),
  );
  const compared: Comparison[] = [];
  const notes: RunNote[] = [];
  for (const provider of await listProviders(ctx, range, reports)) {
    const isConnected = connected.has(provider);
    if (!isConnected && !reports.some((one) => one.provider === provider)) {
      notes.push(await internalNote(ctx, provider, range));
      continue;
    }
    compared.push(await compareProvider(ctx, provider, range, { isConnected }));
    notes.push(...waitingNote(provider, reports));
  }
  const reporting = [...new Set([...connected, ...reports.map(({ provider }) => provider)])];
  notes.push(...(await estimatedNote(ctx, reporting)));
  return {
    statements: compared.flatMap(({ drafts }) => recordRows(ctx, run, drafts)),
    after: null,
    compared,
    notes,
  };
}
