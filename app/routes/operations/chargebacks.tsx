import { ShieldAlert } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatMoney } from "#app/ui/format.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { TextLink } from "#app/ui/text-link.tsx";
import { listChargebacks } from "#features/payments";
import type { ChargebackView } from "#features/payments/schema";
import { m } from "#messages";
import type { Route } from "./+types/chargebacks";
import { ChargebackStatus } from "./chargeback-status.tsx";

export const handle = { crumb: () => m.operations_tab_chargebacks() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.operations_tab_chargebacks()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const query = parseTableQuery(new URL(request.url));
  return { query, ...(await listChargebacks(ctxOf(context), { cursor: query.cursor })) };
}

function columnsOf(): Column<ChargebackView>[] {
  return [
    {
      id: "chargeback",
      header: m.payments_chargeback(),
      cell: ({ id, workspaceId }) => (
        <>
          <TextLink to={`/operations/chargebacks/${id}`}>
            <code dir="ltr" className="font-mono text-xs">
              {id}
            </code>
          </TextLink>
          <span className="block text-xs text-muted">
            <bdi>{workspaceId}</bdi>
          </span>
        </>
      ),
    },
    {
      id: "status",
      header: m.payments_state(),
      cell: ({ status }) => <ChargebackStatus status={status} />,
    },
    {
      id: "reason",
      header: m.payments_refund_reason(),
      cell: ({ reason }) => <bdi lang="en">{reason.replaceAll("_", " ")}</bdi>,
    },
    {
      id: "due",
      header: m.payments_due(),
      cell: ({ dueAtMs, evidenceSubmittedAtMs }) => {
        if (evidenceSubmittedAtMs !== null) {
          return <Badge tone="success">{m.payments_evidence_sent()}</Badge>;
        }
        return dueAtMs === null ? "–" : <RelativeTime atMs={dueAtMs} />;
      },
    },
    {
      id: "amount",
      header: m.payments_amount(),
      align: "end",
      cell: ({ amountMinor, currency }) => formatMoney(amountMinor, currency),
    },
  ];
}

/** Money that customers' banks ask back. */
export default function Chargebacks({ loaderData }: Route.ComponentProps) {
  const { items, nextCursor, query } = loaderData;
  return (
    <Page>
      <PageHeader
        title={m.operations_tab_chargebacks()}
        description={m.payments_chargebacks_about()}
      />
      <Card flush>
        <Table
          caption={m.operations_tab_chargebacks()}
          rows={items}
          rowId={({ id }) => id}
          columns={columnsOf()}
          query={query}
          nextCursor={nextCursor}
          empty={
            <EmptyState icon={ShieldAlert} title={m.payments_chargebacks_none()}>
              {m.payments_chargebacks_none_text()}
            </EmptyState>
          }
        />
      </Card>
    </Page>
  );
}
