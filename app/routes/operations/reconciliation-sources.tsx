import { Badge } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { formatDate, formatNumber } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import type { ReportConnection } from "#features/provider-usage/schema";
import type { RunNote } from "#features/reconciliation/schema";
import { m } from "#messages";
import { plainQuery } from "./plain-query.ts";
import { serviceName } from "./reconciliation-words.ts";

/** Where one side of the books comes from, and what the latest run says of it. */
interface Source extends Omit<ReportConnection, "state"> {
  state: ReportConnection["state"] | "internal";
  notes: RunNote[] | undefined;
}

const DAYS_SHOWN = 4;

function StateOf({ state }: { state: Source["state"] }) {
  switch (state) {
    case "connected":
      return <Badge tone="success">{m.closing_reconciliation_connected()}</Badge>;
    case "not-connected":
      return <Badge tone="warning">{m.closing_reconciliation_not_connected()}</Badge>;
    case "failing":
      return <Badge tone="danger">{m.closing_reconciliation_failing()}</Badge>;
    case "internal":
      return <Badge>{m.closing_reconciliation_internal()}</Badge>;
  }
}

function daysOf(days: readonly string[]): string {
  const shown = days.slice(0, DAYS_SHOWN).map((day) => formatDate(Date.parse(`${day}T00:00:00Z`)));
  return days.length > DAYS_SHOWN ? `${shown.join(" · ")} …` : shown.join(" · ");
}

function NoteWords({ note }: { note: RunNote }) {
  switch (note.kind) {
    case "waiting":
      return m.closing_reconciliation_source_waiting({ days: daysOf(note.days) });
    case "failed":
      return <bdi lang="en">{m.closing_reconciliation_run_failed({ detail: note.detail })}</bdi>;
    case "internal":
      return m.closing_reconciliation_source_calls({
        count: note.calls,
        figure: formatNumber(note.calls),
      });
    case "not-connected":
    case "estimated":
      return null;
  }
}

function Details({ source }: { source: Source }) {
  const { state, setting, failure, fetchedAtMs, notes } = source;
  return (
    <span className="grid gap-0.5 py-1.5 wrap-anywhere">
      {state === "not-connected" ? (
        <span>{m.closing_reconciliation_source_setting({ setting })}</span>
      ) : null}
      {state === "internal" ? <span>{m.closing_reconciliation_source_no_report()}</span> : null}
      {failure === null ? null : (
        <bdi lang="en" className="text-danger">
          {failure}
        </bdi>
      )}
      {state === "connected" && notes?.length === 0 ? (
        <span className="text-muted">{m.closing_reconciliation_run_notes_none()}</span>
      ) : null}
      {notes?.map((note) => (
        <span key={note.kind} className="text-muted">
          <NoteWords note={note} />
        </span>
      ))}
      {fetchedAtMs === null ? null : (
        <span className="text-xs text-muted">
          {m.closing_reconciliation_source_asked()} <RelativeTime atMs={fetchedAtMs} />
        </span>
      )}
    </span>
  );
}

function sourcesOf(
  stripeConnected: boolean,
  connections: readonly ReportConnection[],
  notes: readonly RunNote[] | undefined,
): Source[] {
  const notesOf = (service: string) =>
    notes?.filter((note) => "service" in note && note.service === service);
  const stripe: Source = {
    provider: "stripe",
    state: stripeConnected ? "connected" : "not-connected",
    setting: "STRIPE_SECRET_KEY",
    fetchedAtMs: null,
    failure: null,
    notes: notesOf("stripe"),
  };
  const known = connections.map((one): Source => ({ ...one, notes: notesOf(one.provider) }));
  const names = new Set(["stripe", ...connections.map(({ provider }) => provider)]);
  const others = (notes ?? []).flatMap((note) =>
    note.kind === "internal" && !names.has(note.service) ? [note.service] : [],
  );
  const inner = [...new Set(others)].map((provider): Source => ({
    provider,
    state: "internal",
    setting: "",
    fetchedAtMs: null,
    failure: null,
    notes: notesOf(provider),
  }));
  return [stripe, ...known, ...inner];
}

function columnsOf(): Column<Source>[] {
  return [
    {
      id: "source",
      header: m.closing_reconciliation_source(),
      cell: ({ provider }) => <bdi>{serviceName(provider)}</bdi>,
    },
    {
      id: "state",
      header: m.closing_reconciliation_column_state(),
      cell: ({ state }) => <StateOf state={state} />,
    },
    {
      id: "details",
      header: m.closing_reconciliation_facts(),
      cell: (source) => <Details source={source} />,
    },
  ];
}

interface SourcesProps {
  stripeConnected: boolean;
  connections: ReportConnection[];
  /** Of the latest run; undefined before the first. */
  notes: RunNote[] | undefined;
}

/** Whether the other sides of the books are there at all. */
export function Sources({ stripeConnected, connections, notes }: SourcesProps) {
  const estimated = notes?.find((note) => note.kind === "estimated");
  return (
    <Card
      flush
      id="sources"
      title={m.closing_reconciliation_sources()}
      description={m.closing_reconciliation_sources_about()}
    >
      <Table
        caption={m.closing_reconciliation_sources()}
        rows={sourcesOf(stripeConnected, connections, notes)}
        columns={columnsOf()}
        rowId={({ provider }) => provider}
        query={plainQuery}
        empty={null}
      />
      {estimated === undefined ? null : (
        <div className="border-t border-line p-5">
          <Notice
            title={m.closing_reconciliation_estimated({
              count: estimated.charges,
              figure: formatNumber(estimated.charges),
            })}
          />
        </div>
      )}
    </Card>
  );
}
