import { Card } from "#app/ui/card.tsx";
import { Chart } from "#app/ui/chart.tsx";
import { formatDate, formatNumber, formatPercent, formatPt } from "#app/ui/format.ts";
import { Pt } from "#app/ui/pt.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import type { TableQuery } from "#app/ui/table-query.ts";
import type { UsageItem, UsageReport } from "#features/credits/schema";
import { m } from "#messages";
import type { UsageSeries } from "./usage-chart.ts";
import { UsageControls } from "./usage-controls.tsx";
import type { ShownGroup, UsageQuery } from "./usage-query.ts";

interface UsageCardProps {
  usage: UsageReport;
  chart: UsageSeries;
  wanted: UsageQuery;
  query: TableQuery;
  modelNames: Record<string, string>;
  /** A plain member is told about themselves only. */
  alone: boolean;
}

function featureName(feature: string): string {
  switch (feature) {
    case "chat":
      return m.credits_feature_chat();
    case "api":
      return m.credits_feature_api();
    case "visitor":
      return m.credits_feature_visitor();
    default:
      return feature === "" ? m.credits_usage_unnamed() : feature;
  }
}

function headerOf(by: ShownGroup): string {
  switch (by) {
    case "model":
      return m.credits_by_model();
    case "feature":
      return m.credits_by_feature();
    case "member":
      return m.credits_by_member();
  }
}

function columnsOf(
  { by, total }: UsageReport,
  header: string,
  nameOf: (key: string) => string,
): Column<UsageItem>[] {
  const shareOf = (chargedMicroPt: number) =>
    total.chargedMicroPt === 0 ? 0 : (chargedMicroPt / total.chargedMicroPt) * 100;
  return [
    {
      id: "key",
      header,
      cell: ({ key }) => <span dir={by === "member" ? "auto" : undefined}>{nameOf(key)}</span>,
    },
    {
      id: "answers",
      header: m.credits_column_answers(),
      align: "end",
      cell: ({ answers }) => formatNumber(answers),
    },
    {
      id: "charged",
      header: m.credits_column_amount(),
      align: "end",
      cell: ({ chargedMicroPt }) => <Pt microPt={chargedMicroPt} />,
    },
    {
      id: "share",
      header: m.credits_column_share(),
      align: "end",
      cell: ({ chargedMicroPt }) => formatPercent(shareOf(chargedMicroPt)),
    },
  ];
}

/** Where PT went: each day as bars, told apart by model, feature or member, and the sums of each. */
export function UsageCard({ usage, chart, wanted, query, modelNames, alone }: UsageCardProps) {
  const { total, items } = usage;
  const names = new Map(items.map(({ key, name }) => [key, name]));
  const nameOf = (key: string) => {
    if (wanted.by === "model") return modelNames[key] ?? key;
    if (wanted.by === "feature") return featureName(key);
    return names.get(key) ?? m.credits_usage_unnamed();
  };
  const header = headerOf(wanted.by);
  return (
    <Card
      flush
      title={m.credits_usage()}
      description={m.credits_usage_sum({
        total: formatPt(total.chargedMicroPt),
        answers: formatNumber(total.answers),
      })}
      actions={<UsageControls wanted={wanted} alone={alone} />}
    >
      {items.length === 0 ? (
        <p className="p-5 text-muted">{m.credits_usage_none()}</p>
      ) : (
        <>
          <div className="border-b border-line p-5">
            <Chart
              title={m.credits_usage_days()}
              labels={chart.days.map((day) => formatDate(Date.parse(day)))}
              series={chart.series.map(({ key, values }) => ({
                name: key === undefined ? m.credits_usage_others() : nameOf(key),
                values,
              }))}
              format={(value) => formatPt(value)}
              provisional
            />
          </div>
          <Table
            caption={`${m.credits_usage()}: ${header}`}
            rows={items}
            columns={columnsOf(usage, header, nameOf)}
            rowId={({ key }) => key}
            query={query}
            empty={null}
          />
        </>
      )}
    </Card>
  );
}
