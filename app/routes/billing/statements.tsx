import { FileText } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Pt } from "#app/ui/pt.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { TextLink } from "#app/ui/text-link.tsx";
import { listStatements } from "#features/closing";
import type { StatementView } from "#features/closing/schema";
import { m } from "#messages";
import type { Route } from "./+types/statements";
import { ExportLinks } from "../closing/export-links.tsx";
import { monthName } from "../closing/month-name.ts";

export const handle = { crumb: () => m.closing_statements() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.closing_statements()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const query = parseTableQuery(new URL(request.url));
  return { query, ...(await listStatements(ctxOf(context), { cursor: query.cursor })) };
}

function columnsOf(): Column<StatementView>[] {
  return [
    {
      id: "month",
      header: m.closing_month(),
      cell: ({ month }) => (
        <TextLink to={`/billing/statements/${month}`}>{monthName(month)}</TextLink>
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
      id: "closing",
      header: m.closing_closing(),
      align: "end",
      cell: ({ closingMicroPt }) => <Pt microPt={closingMicroPt} />,
    },
    {
      id: "files",
      header: m.closing_exports(),
      align: "end",
      cell: ({ month }) => (
        <ExportLinks
          name={monthName(month)}
          path={(format) => `/billing/statements/${month}/${format}`}
        />
      ),
    },
  ];
}

/** The workspace's closed months. */
export default function Statements({ loaderData }: Route.ComponentProps) {
  const { items, nextCursor, query } = loaderData;
  return (
    <Card flush title={m.closing_statements()} description={m.closing_statements_about()}>
      <Table
        caption={m.closing_statements()}
        rows={items}
        rowId={({ id }) => id}
        columns={columnsOf()}
        query={query}
        nextCursor={nextCursor}
        empty={
          <EmptyState icon={FileText} title={m.closing_statements_none()}>
            {m.closing_statements_none_text()}
          </EmptyState>
        }
      />
    </Card>
  );
}
