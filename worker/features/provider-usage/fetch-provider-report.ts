import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { ProviderError } from "#platform/ai/provider";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { type ReportedDay, readReport } from "./read-report.ts";
import type { DayRange } from "./report-source.ts";
import type { ReportingProvider } from "./schema.ts";
import { requireReportSource } from "./sources.ts";
import { findReports, replaceDay } from "./store-reports.ts";
import { providerFetches } from "./tables.ts";

function fetchedRow(ctx: Ctx, provider: ReportingProvider, failure: string | null): Statement {
  const triedAtMs = ctx.clock.now();
  const outcome = failure === null ? { fetchedAtMs: triedAtMs, failure } : { failure };
  return ctx.db
    .insert(providerFetches)
    .values({ provider, triedAtMs, ...outcome })
    .onConflictDoUpdate({ target: providerFetches.provider, set: { triedAtMs, ...outcome } });
}

async function read(ctx: Ctx, provider: ReportingProvider, range: DayRange) {
  const source = requireReportSource(ctx, provider);
  try {
    return await readReport(source, range);
  } catch (cause) {
    if (!(cause instanceof ProviderError)) throw cause;
    await runBatch(ctx.db, [fetchedRow(ctx, provider, cause.message)]);
    throw new Problem("provider-failed", {
      detail: `The report of ${provider} could not be read. ${cause.message}`,
      extensions: {
        provider,
        reason: cause.kind,
        ...(cause.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs }),
      },
      cause,
    });
  }
}

/**
 * Reads a provider's usage and cost reports of at most 31 whole days and keeps them, all of them or
 * none; days that the provider leaves out keep what they had. Answers how
 * many days it had. For jobs and the operator; safe to repeat. Refuses with `not-connected` without
 * an admin key and with `provider-failed` when the report does not come or cannot be right.
 */
export async function fetchProviderReport(
  ctx: Ctx,
  provider: ReportingProvider,
  range: DayRange,
): Promise<{ days: number }> {
  requireOperator(ctx);
  const reported: ReportedDay[] = await read(ctx, provider, range);
  const before = await findReports(ctx, provider, range);
  const statements = await Promise.all(
    reported.map((one) => replaceDay(ctx, provider, one, { source: "api" }, before.get(one.day))),
  );
  await runBatch(ctx.db, [...statements.flat(), fetchedRow(ctx, provider, null)]);
  return { days: reported.length };
}
