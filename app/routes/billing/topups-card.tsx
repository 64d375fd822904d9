import { Coins } from "lucide-react";
import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatDate, formatMoney, formatPt } from "#app/ui/format.ts";
import { type Column, Table } from "#app/ui/table.tsx";
import type { TableQuery } from "#app/ui/table-query.ts";
import { MICRO_PER_PT } from "#core/money";
import type { Page, TopupState, TopupView, TopupWay } from "#features/payments/schema";
import { m } from "#messages";

const tones: Record<TopupState, BadgeTone> = {
  pending: "info",
  succeeded: "success",
  failed: "danger",
  canceled: "neutral",
};

function stateName(state: TopupState): string {
  switch (state) {
    case "pending":
      return m.payments_topup_pending();
    case "succeeded":
      return m.payments_topup_succeeded();
    case "failed":
      return m.payments_topup_failed();
    case "canceled":
      return m.payments_topup_canceled();
  }
}

function wayName(how: TopupWay): string {
  switch (how) {
    case "checkout":
      return m.payments_way_checkout();
    case "saved":
      return m.payments_way_saved();
    case "automatic":
      return m.payments_way_automatic();
  }
}

function columnsOf(): Column<TopupView>[] {
  return [
    {
      id: "date",
      header: m.payments_date(),
      cell: ({ createdAtMs }) => formatDate(createdAtMs),
    },
    {
      id: "pt",
      header: m.payments_pt(),
      align: "end",
      cell: ({ pt }) => formatPt(pt * MICRO_PER_PT),
    },
    { id: "way", header: m.payments_way(), cell: ({ how }) => wayName(how) },
    {
      id: "state",
      header: m.payments_state(),
      cell: ({ state, url }) => (
        <span className="inline-flex flex-wrap items-center gap-2">
          <Badge tone={tones[state]}>{stateName(state)}</Badge>
          {state === "pending" && url !== null ? (
            <a href={url} rel="noreferrer" className="text-accent underline">
              {m.payments_topup_continue()}
            </a>
          ) : null}
        </span>
      ),
    },
    {
      id: "amount",
      header: m.payments_amount(),
      align: "end",
      cell: ({ amountMinor, currency, refundedMinor }) => (
        <>
          {formatMoney(amountMinor, currency)}
          {refundedMinor === 0 ? null : (
            <span className="block text-xs text-muted">
              {m.payments_refunded_part({ amount: formatMoney(refundedMinor, currency) })}
            </span>
          )}
        </>
      ),
    },
  ];
}

/** What was topped up so far. */
export function TopupsCard({ topups, query }: { topups: Page<TopupView>; query: TableQuery }) {
  return (
    <Card flush title={m.payments_topups()}>
      <Table
        caption={m.payments_topups()}
        rows={topups.items}
        rowId={({ id }) => id}
        columns={columnsOf()}
        query={query}
        nextCursor={topups.nextCursor}
        empty={
          <EmptyState icon={Coins} title={m.payments_topups_none()}>
            {m.payments_topups_none_text()}
          </EmptyState>
        }
      />
    </Card>
  );
}
