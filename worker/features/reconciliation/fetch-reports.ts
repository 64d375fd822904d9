import { isProblem } from "#core/problem";
import { fetchProviderReport, listReportConnections } from "#features/provider-usage";
import { reportingProviders } from "#features/provider-usage/schema";
import type { Ctx } from "#platform/ctx";
import { daysOfRun } from "./compare-usage.ts";
import type { RunNote } from "./schema.ts";
import type { RunRow, Step } from "./stage.ts";

/** Tries of one provider before the run goes on without its report. */
const TRIES_MAX = 3;

/** A provider's report could not be read now; the step is tried again by a later invocation. */
export class ReportNotReached extends Error {
  override readonly name = "ReportNotReached";
}

async function fetchOne(
  ctx: Ctx,
  run: RunRow,
  provider: (typeof reportingProviders)[number],
): Promise<RunNote[]> {
  try {
    await fetchProviderReport(ctx, provider, daysOfRun(run));
    return [];
  } catch (cause) {
    if (!isProblem(cause) || cause.slug !== "provider-failed") throw cause;
    ctx.log.error("reconciliation.report-not-reached", cause, { provider, tries: run.tries });
    if (run.tries + 1 < TRIES_MAX) throw new ReportNotReached(cause.message, { cause });
    return [{ kind: "failed", service: provider, detail: cause.message }];
  }
}

/**
 * Brings in the providers' reports, one a step. One that does not come is tried again by the next
 * invocations; after the third try the run goes on without it and says so.
 */
export async function fetchReports(ctx: Ctx, run: RunRow): Promise<Step> {
  const done = reportingProviders.findIndex((one) => one === run.after);
  const provider = reportingProviders[done + 1];
  if (provider === undefined) return { statements: [], after: null };
  const connections = await listReportConnections(ctx);
  const connection = connections.find((one) => one.provider === provider);
  if (connection?.state === "not-connected") {
    const { setting } = connection;
    const note: RunNote = { kind: "not-connected", service: provider, setting };
    return { statements: [], after: provider, notes: [note] };
  }
  return { statements: [], after: provider, notes: await fetchOne(ctx, run, provider) };
}
