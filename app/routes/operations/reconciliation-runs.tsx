import { Badge } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatDuration, formatNumber } from "#app/ui/format.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type { RunView } from "#features/reconciliation/schema";
import { m } from "#messages";
import { plainQuery } from "./plain-query.ts";

/** Whether a run is over. */
export function RunStateBadge({ state }: Pick<RunView, "state">) {
  return state === "finished" ? (
    <Badge tone="success">{m.closing_reconciliation_run_state_finished()}</Badge>
  ) : (
    <Badge tone="info">{m.closing_reconciliation_run_state_running()}</Badge>
  );
}

function Count({ value, alarms = false }: { value: number; alarms?: boolean }) {
  if (value === 0) return <span className="text-muted">0</span>;
  return (
    <span className={alarms ? "font-medium text-danger" : undefined}>{formatNumber(value)}</span>
  );
}

function columnsOf(): Column<RunView>[] {
  return [
    {
      id: "run",
      header: m.closing_reconciliation_run(),
      cell: ({ id, startedAtMs, trigger }) => (
        <span className="block py-1.5 text-nowrap">
          <TextLink to={`/operations/reconciliation/runs/${id}`}>
            <RelativeTime atMs={startedAtMs} absolute />
          </TextLink>
          <span className="block text-xs font-normal text-muted">
            {trigger === "night"
              ? m.closing_reconciliation_run_night()
              : m.closing_reconciliation_run_hand()}
          </span>
        </span>
      ),
    },
    {
      id: "state",
      header: m.closing_reconciliation_column_state(),
      cell: ({ state }) => <RunStateBadge state={state} />,
    },
    {
      id: "matched",
      header: m.closing_reconciliation_matched(),
      align: "end",
      cell: ({ lanes: { money, pt, usage } }) => (
        <Count value={money.matched + pt.matched + usage.matched} />
      ),
    },
    {
      id: "new",
      header: m.closing_reconciliation_run_new(),
      align: "end",
      cell: ({ appeared }) => <Count value={appeared} alarms />,
    },
    {
      id: "gone",
      header: m.closing_reconciliation_run_resolved(),
      align: "end",
      cell: ({ resolved }) => <Count value={resolved} />,
    },
    {
      id: "trued",
      header: m.closing_reconciliation_run_trued(),
      align: "end",
      cell: ({ truedUp }) => <Count value={truedUp} />,
    },
    {
      id: "read",
      header: m.closing_reconciliation_run_read(),
      align: "end",
      cell: ({ transactions }) => <Count value={transactions} />,
    },
    {
      id: "took",
      header: m.closing_reconciliation_run_took(),
      align: "end",
      cell: ({ startedAtMs, finishedAtMs }) => (
        <span className="text-nowrap">
          {finishedAtMs === null ? "–" : formatDuration(Math.max(0, finishedAtMs - startedAtMs))}
        </span>
      ),
    },
  ];
}

/** The latest runs. */
export function Runs({ runs }: { runs: RunView[] }) {
  return (
    <Card
      flush
      id="runs"
      title={m.closing_reconciliation_runs()}
      description={m.closing_reconciliation_runs_about()}
    >
      <Table
        caption={m.closing_reconciliation_runs()}
        rows={runs}
        columns={columnsOf()}
        rowId={({ id }) => id}
        query={plainQuery}
        empty={
          <EmptyState title={m.closing_reconciliation_never()}>
            {m.closing_reconciliation_never_text()}
          </EmptyState>
        }
      />
    </Card>
  );
}
