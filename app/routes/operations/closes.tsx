import { CalendarCheck } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatMoney, formatNumber } from "#app/ui/format.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pt } from "#app/ui/pt.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { closeMonth, findDueMonth, listCloses } from "#features/closing";
import type { CloseView } from "#features/closing/schema";
import { m } from "#messages";
import type { Route } from "./+types/closes";
import { textField } from "../chat/form-fields.ts";
import { monthName } from "../closing/month-name.ts";
import { plainQuery } from "./plain-query.ts";

export const handle = { crumb: () => m.operations_tab_closes() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.operations_tab_closes()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const closes = await listCloses(ctx);
  const due = await findDueMonth(ctx);
  const thisMonth = new Date(ctx.clock.now()).toISOString().slice(0, 7);
  return { closes, due: due !== undefined && due < thisMonth ? due : null };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  await closeMonth(ctxOf(context), { month: textField(form, "month") ?? "" });
  return null;
}

function columnsOf(): Column<CloseView>[] {
  return [
    {
      id: "month",
      header: m.closing_month(),
      cell: ({ month }) => (
        <TextLink to={`/operations/closes/${month}`}>{monthName(month)}</TextLink>
      ),
    },
    {
      id: "state",
      header: m.closing_state(),
      cell: ({ state }) => (
        <Badge tone={state === "closed" ? "success" : "info"}>
          {state === "closed" ? m.closing_state_closed() : m.closing_state_running()}
        </Badge>
      ),
    },
    {
      id: "accounts",
      header: m.closing_accounts(),
      align: "end",
      cell: ({ accounts }) => formatNumber(accounts),
    },
    {
      id: "used",
      header: m.closing_used(),
      align: "end",
      cell: ({ movements }) => <Pt microPt={movements.used - movements.returned} />,
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
    {
      id: "closed",
      header: m.closing_closed_at(),
      align: "end",
      cell: ({ closedAtMs }) => (closedAtMs === null ? "–" : <RelativeTime atMs={closedAtMs} />),
    },
  ];
}

export default function Closes({ loaderData }: Route.ComponentProps) {
  const { closes, due } = loaderData;
  return (
    <Page>
      <PageHeader
        title={m.operations_tab_closes()}
        description={m.closing_about()}
        actions={
          due === null ? undefined : (
            <Form name="close">
              <input type="hidden" name="month" value={due} />
              <Button type="submit" variant="primary">
                {m.closing_close_month({ month: monthName(due) })}
              </Button>
            </Form>
          )
        }
      />
      <Card flush>
        <Table
          caption={m.operations_tab_closes()}
          rows={closes}
          rowId={({ month }) => month}
          columns={columnsOf()}
          query={plainQuery}
          empty={
            <EmptyState icon={CalendarCheck} title={m.closing_none()}>
              {m.closing_none_text()}
            </EmptyState>
          }
        />
      </Card>
    </Page>
  );
}
