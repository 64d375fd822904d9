import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatMoney } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pt } from "#app/ui/pt.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { getClose, listMonthStatements } from "#features/closing";
import { exportReports, type StatementView } from "#features/closing/schema";
import { m } from "#messages";
import type { Route } from "./+types/close";
import { monthName } from "../closing/month-name.ts";
import { MovementsCard } from "../closing/movements-card.tsx";
import { RevenueCard } from "../closing/revenue-card.tsx";
import { ExportLinks } from "../closing/export-links.tsx";

export const handle = {
  crumb: (data: Route.ComponentProps["loaderData"] | undefined) =>
    data === undefined ? m.operations_tab_closes() : monthName(data.close.month),
};

export function meta({ params }: Route.MetaArgs): Route.MetaDescriptors {
  return [{ title: `${monthName(params.month)} · ${m.brand_name()}` }];
}

export async function loader({ request, params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const query = parseTableQuery(new URL(request.url));
  const [close, statements] = await Promise.all([
    getClose(ctx, params.month),
    listMonthStatements(ctx, params.month, { cursor: query.cursor }),
  ]);
  return { close, statements, query, reports: [...exportReports] };
}

function reportName(report: (typeof exportReports)[number]): string {
  switch (report) {
    case "statements":
      return m.closing_report_statements();
    case "revenue":
      return m.closing_report_revenue();
    case "journal":
      return m.closing_report_journal();
  }
}

function columnsOf(): Column<StatementView>[] {
  return [
    {
      id: "workspace",
      header: m.closing_workspace(),
      cell: ({ workspaceName, accountId }) => (
        <>
          <span dir="auto">{workspaceName}</span>
          <code dir="ltr" className="block font-mono text-xs text-muted rtl:text-end">
            {accountId}
          </code>
        </>
      ),
    },
    {
      id: "opening",
      header: m.closing_opening(),
      align: "end",
      cell: ({ openingMicroPt }) => <Pt microPt={openingMicroPt} />,
    },
    {
      id: "used",
      header: m.closing_used(),
      align: "end",
      cell: ({ movements }) => <Pt microPt={movements.used - movements.returned} />,
    },
    {
      id: "expired",
      header: m.closing_expired(),
      align: "end",
      cell: ({ movements }) => <Pt microPt={movements.expired} />,
    },
    {
      id: "closing",
      header: m.closing_closing(),
      align: "end",
      cell: ({ closingMicroPt }) => <Pt microPt={closingMicroPt} />,
    },
    {
      id: "earned",
      header: m.closing_earned(),
      align: "end",
      cell: ({ revenue }) =>
        revenue.length === 0
          ? "–"
          : revenue.map((line) => formatMoney(line.recognisedMinor, line.currency)).join(" · "),
    },
  ];
}

export default function Close({ loaderData }: Route.ComponentProps) {
  const { close, statements, query, reports } = loaderData;
  const isClosed = close.state === "closed";
  return (
    <Page>
      <PageHeader
        title={
          <span className="inline-flex items-center gap-2">
            {monthName(close.month)}
            <Badge tone={isClosed ? "success" : "info"}>
              {isClosed ? m.closing_state_closed() : m.closing_state_running()}
            </Badge>
          </span>
        }
        description={isClosed ? m.closing_locked() : undefined}
      />
      <div className="grid grid-cols-1 gap-6">
        {isClosed ? null : <Notice tone="info" title={m.closing_running_text()} />}
        <div className="grid gap-6 lg:grid-cols-2">
          <MovementsCard {...close} />
          <RevenueCard revenue={close.revenue} description={m.closing_revenue_about()} />
        </div>
        {isClosed ? (
          <Card title={m.closing_exports()} description={m.closing_exports_about()}>
            <ul className="grid gap-2">
              {reports.map((report) => (
                <li key={report} className="flex flex-wrap items-center justify-between gap-2">
                  <span>{reportName(report)}</span>
                  <ExportLinks
                    name={reportName(report)}
                    path={(format) => `/operations/closes/${close.month}/${report}.${format}`}
                  />
                </li>
              ))}
            </ul>
          </Card>
        ) : null}
        <Card flush title={m.closing_accounts()}>
          <Table
            caption={m.closing_accounts()}
            rows={statements.items}
            rowId={({ id }) => id}
            columns={columnsOf()}
            query={query}
            nextCursor={statements.nextCursor}
            empty={<EmptyState title={m.closing_accounts_none()} />}
          />
        </Card>
      </div>
    </Page>
  );
}
