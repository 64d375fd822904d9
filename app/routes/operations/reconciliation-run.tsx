import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { formatDate, formatDuration, formatNumber } from "#app/ui/format.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Stat, Stats } from "#app/ui/stat.tsx";
import { listReportConnections } from "#features/provider-usage";
import { getRun } from "#features/reconciliation";
import type { RunView } from "#features/reconciliation/schema";
import { m } from "#messages";
import type { Route } from "./+types/reconciliation-run";
import { Lanes } from "./reconciliation-lanes.tsx";
import { RunStateBadge } from "./reconciliation-runs.tsx";
import { Sources } from "./reconciliation-sources.tsx";
import { stageName } from "./reconciliation-words.ts";
import { useFollowRuns } from "./use-follow-runs.ts";

export const handle = { crumb: () => m.closing_reconciliation_run() };

export function meta(): Route.MetaDescriptors {
  const title = `${m.closing_reconciliation_run()} · ${m.closing_reconciliation_title()}`;
  return [{ title: `${title} · ${m.brand_name()}` }];
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  return {
    run: await getRun(ctx, params.id),
    connections: await listReportConnections(ctx),
    stripeConnected: ctx.settings.stripe !== undefined,
  };
}

function RunFigures({ run }: { run: RunView }) {
  const { accounts, transactions, appeared, resolved, truedUp, startedAtMs, finishedAtMs } = run;
  return (
    <Stats>
      <Stat
        label={m.closing_reconciliation_run_read()}
        value={formatNumber(transactions)}
        note={`${m.closing_reconciliation_run_accounts()}: ${formatNumber(accounts)}`}
      />
      <Stat label={m.closing_reconciliation_run_new()} value={formatNumber(appeared)} />
      <Stat label={m.closing_reconciliation_run_resolved()} value={formatNumber(resolved)} />
      <Stat label={m.closing_reconciliation_run_trued()} value={formatNumber(truedUp)} />
      <Stat
        label={m.closing_reconciliation_run_took()}
        value={
          finishedAtMs === null ? "–" : formatDuration(Math.max(0, finishedAtMs - startedAtMs))
        }
        note={run.state === "finished" ? undefined : stageName(run.stage)}
      />
    </Stats>
  );
}

/** One run: what it compared, what it found, and what it could not compare. */
export default function ReconciliationRun({ loaderData }: Route.ComponentProps) {
  const { run, connections, stripeConnected } = loaderData;
  useFollowRuns(run.state === "running");
  return (
    <Page>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            <RelativeTime atMs={run.startedAtMs} absolute />
            <RunStateBadge state={run.state} />
          </span>
        }
        description={m.closing_reconciliation_run_window({
          from: formatDate(run.fromMs),
          to: formatDate(run.toMs),
        })}
      />
      <div className="grid grid-cols-1 gap-6">
        <RunFigures run={run} />
        <Lanes summaries={run.lanes} />
        {run.notes.length === 0 ? (
          <Card title={m.closing_reconciliation_run_notes()}>
            <p className="text-muted">{m.closing_reconciliation_run_notes_none()}</p>
          </Card>
        ) : (
          <Sources stripeConnected={stripeConnected} connections={connections} notes={run.notes} />
        )}
      </div>
    </Page>
  );
}
