import { and, asc, desc, eq, gte, lte } from "drizzle-orm";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { DayRange } from "./report-source.ts";
import {
  type ReportConnection,
  type ReportDayView,
  type ReportedCost,
  type ReportedUsage,
  reportingProviders,
} from "./schema.ts";
import { findReportSource, reportSettings } from "./sources.ts";
import { providerCosts, providerFetches, providerReports, providerUsage } from "./tables.ts";

/** How the reports of some days stand, newest day first. For the operator. */
export async function listReportDays(ctx: Ctx, range: DayRange): Promise<ReportDayView[]> {
  requireOperator(ctx);
  const { provider, day, source, fetchedAtMs, changedAtMs, finalAtMs, revisedAtMs } =
    providerReports;
  return await ctx.db
    .select({ provider, day, source, fetchedAtMs, changedAtMs, finalAtMs, revisedAtMs })
    .from(providerReports)
    .where(and(gte(day, range.fromDay), lte(day, range.toDay)))
    .orderBy(desc(day), asc(provider));
}

/** What providers reported as used on some days, by provider, day and model. For the operator. */
export async function listProviderUsage(
  ctx: Ctx,
  { fromDay, toDay }: DayRange,
  provider?: string,
): Promise<ReportedUsage[]> {
  requireOperator(ctx);
  const rows = await ctx.db
    .select()
    .from(providerUsage)
    .where(
      and(
        gte(providerUsage.day, fromDay),
        lte(providerUsage.day, toDay),
        provider === undefined ? undefined : eq(providerUsage.provider, provider),
      ),
    )
    .orderBy(asc(providerUsage.day), asc(providerUsage.provider), asc(providerUsage.model));
  return rows.map((row) => ({
    provider: row.provider,
    day: row.day,
    model: row.model,
    requests: row.requests,
    tokens: {
      input: row.inputTokens,
      cachedRead: row.cachedReadTokens,
      cacheWrite: row.cacheWriteTokens,
      output: row.outputTokens,
    },
  }));
}

/**
 * What providers bill for some days, in micro-USD, by provider, day, model and item. Empty where
 * nothing is connected or reported: never an estimate. For the operator.
 */
export async function listProviderCosts(
  ctx: Ctx,
  { fromDay, toDay }: DayRange,
): Promise<ReportedCost[]> {
  requireOperator(ctx);
  return await ctx.db
    .select()
    .from(providerCosts)
    .where(and(gte(providerCosts.day, fromDay), lte(providerCosts.day, toDay)))
    .orderBy(asc(providerCosts.day), asc(providerCosts.provider), asc(providerCosts.model));
}

/** Whether each provider's reports reach us. Asks nobody. For the operator. */
export async function listReportConnections(ctx: Ctx): Promise<ReportConnection[]> {
  requireOperator(ctx);
  const fetches = await ctx.db.select().from(providerFetches);
  return reportingProviders.map((provider): ReportConnection => {
    const setting = reportSettings[provider];
    const last = fetches.find((one) => one.provider === provider);
    const fetchedAtMs = last?.fetchedAtMs ?? null;
    if (findReportSource(ctx, provider) === undefined) {
      return { provider, state: "not-connected", setting, fetchedAtMs, failure: null };
    }
    const failure = last?.failure ?? null;
    const state = failure === null ? "connected" : "failing";
    return { provider, state, setting, fetchedAtMs, failure };
  });
}
