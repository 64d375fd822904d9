import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { formatDuration, formatNumber, formatPercent, formatPt } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pt } from "#app/ui/pt.tsx";
import { Select } from "#app/ui/select.tsx";
import { Stat, Stats } from "#app/ui/stat.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { getDisputeStatistics } from "#features/disputes";
import type { DisputeStatistics } from "#features/disputes/schema";
import { m } from "#messages";
import { Form, useSubmit } from "react-router";
import { readModelNames } from "../disputes/model-names.ts";
import { reasonName, stateName } from "../disputes/words.ts";
import type { Route } from "./+types/dispute-statistics";
import { plainQuery } from "./plain-query.ts";

export const handle = { crumb: () => m.disputes_tab_statistics() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.disputes_tab_statistics()} · ${m.disputes_title()} · ${m.brand_name()}` }];
}

const periods = [30, 90, 365];
const PERIOD_DEFAULT = 90;

export async function loader({ request, context }: Route.LoaderArgs) {
  const asked = new URL(request.url).searchParams.get("days");
  const known = periods.find((days) => String(days) === asked);
  const days = asked === "all" ? undefined : (known ?? PERIOD_DEFAULT);
  const ctx = ctxOf(context);
  const [statistics, modelNames] = await Promise.all([
    getDisputeStatistics(ctx, { days }),
    readModelNames(ctx),
  ]);
  return { periods, statistics, modelNames };
}

function Period({ periods: offered, days }: { periods: number[]; days: number | null }) {
  const submit = useSubmit();
  return (
    <Form
      method="get"
      className="flex flex-wrap items-center gap-2"
      onChange={(event) => void submit(event.currentTarget, { replace: true })}
    >
      <label className="flex flex-wrap items-center gap-2 text-muted">
        {m.disputes_period()}
        <Select
          name="days"
          defaultValue={days === null ? "all" : String(days)}
          options={[
            ...offered.map((one) => ({
              value: String(one),
              label: m.disputes_period_days({ days: one }),
            })),
            { value: "all", label: m.disputes_period_all() },
          ]}
        />
      </label>
      <noscript>
        <Button type="submit">{m.shell_table_apply()}</Button>
      </noscript>
    </Form>
  );
}

function Figures({ statistics }: { statistics: DisputeStatistics }) {
  const { total, approvalPercent, returnedMicroPt, medianDecisionMs, overduePercent } = statistics;
  const amount = formatPt(statistics.disputedMicroPt);
  return (
    <Stats>
      <Stat label={m.disputes_stat_total()} value={formatNumber(total)} />
      <Stat
        label={m.disputes_stat_approval()}
        value={approvalPercent === null ? "–" : formatPercent(approvalPercent)}
        note={approvalPercent === null ? m.disputes_none_yet() : m.disputes_stat_approval_note()}
      />
      <Stat
        label={m.disputes_stat_returned()}
        value={<Pt microPt={returnedMicroPt} />}
        note={m.disputes_stat_returned_note({ amount })}
      />
      <Stat
        label={m.disputes_stat_median()}
        value={medianDecisionMs === null ? "–" : formatDuration(medianDecisionMs)}
        note={medianDecisionMs === null ? m.disputes_none_yet() : m.disputes_stat_median_note()}
      />
      <Stat
        label={m.disputes_stat_overdue()}
        value={overduePercent === null ? "–" : formatPercent(overduePercent)}
        note={m.disputes_stat_overdue_note()}
      />
    </Stats>
  );
}

interface Line {
  name: string;
  count: number;
}

function CountCard({ title, header, lines }: { title: string; header: string; lines: Line[] }) {
  const columns: Column<Line>[] = [
    { id: "name", header, cell: ({ name }) => name },
    {
      id: "count",
      header: m.disputes_column_count(),
      align: "end",
      cell: ({ count }) => formatNumber(count),
    },
  ];
  return (
    <Card flush title={title}>
      <Table
        caption={title}
        rows={lines}
        columns={columns}
        rowId={({ name }) => name}
        query={plainQuery}
        empty={null}
      />
    </Card>
  );
}

type ModelLine = DisputeStatistics["byModel"][number];

function modelColumns(modelNames: Record<string, string>): Column<ModelLine>[] {
  return [
    {
      id: "model",
      header: m.disputes_column_model(),
      cell: ({ model }) => <bdi>{modelNames[model] ?? model}</bdi>,
    },
    {
      id: "count",
      header: m.disputes_column_count(),
      align: "end",
      cell: ({ count }) => formatNumber(count),
    },
    {
      id: "disputed",
      header: m.disputes_column_disputed(),
      align: "end",
      cell: ({ disputedMicroPt }) => <Pt microPt={disputedMicroPt} />,
    },
    {
      id: "returned",
      header: m.disputes_column_returned(),
      align: "end",
      cell: ({ returnedMicroPt }) => <Pt microPt={returnedMicroPt} />,
    },
  ];
}

/** How disputes have gone. */
export default function Statistics({ loaderData }: Route.ComponentProps) {
  const { statistics } = loaderData;
  const { byState, byReason, byModel, days } = statistics;
  return (
    <Page>
      <PageHeader
        title={m.disputes_tab_statistics()}
        description={m.disputes_statistics_about()}
        actions={
          <>
            <Period periods={loaderData.periods} days={days} />
            <LinkButton to="/operations/disputes">{m.disputes_tab_queue()}</LinkButton>
          </>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <Figures statistics={statistics} />
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <CountCard
            title={m.disputes_by_state()}
            header={m.disputes_column_state()}
            lines={byState.map(({ state, count }) => ({
              name: stateName(state, "operator"),
              count,
            }))}
          />
          <CountCard
            title={m.disputes_by_reason()}
            header={m.disputes_column_reason()}
            lines={byReason.map(({ reason, count }) => ({ name: reasonName(reason), count }))}
          />
        </div>
        {byModel.length === 0 ? null : (
          <Card flush title={m.disputes_by_model()}>
            <Table
              caption={m.disputes_by_model()}
              rows={byModel}
              columns={modelColumns(loaderData.modelNames)}
              rowId={({ model }) => model}
              query={plainQuery}
              empty={null}
            />
          </Card>
        )}
      </div>
    </Page>
  );
}
