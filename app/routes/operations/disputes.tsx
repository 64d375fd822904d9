import { Scale } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatPt } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pt } from "#app/ui/pt.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { type TableFilter, TableToolbar } from "#app/ui/table-toolbar.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { ptToMicro } from "#core/money";
import { listDisputeQueue } from "#features/disputes";
import {
  type DisputeReason,
  disputeReasons,
  disputeSorts,
  type DisputeState,
  disputeStates,
  type OperatorSummary,
  QueueInput,
} from "#features/disputes/schema";
import { m } from "#messages";
import { isNarrowed } from "../disputes/is-narrowed.ts";
import { readModelNames } from "../disputes/model-names.ts";
import { StateBadge } from "../disputes/state-badge.tsx";
import { reasonName, stateName } from "../disputes/words.ts";
import type { Route } from "./+types/disputes";
import { amountRanges, isAmountRange } from "./dispute-amounts.ts";

export const handle = { crumb: () => m.disputes_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.disputes_title()} · ${m.operations_title()} · ${m.brand_name()}` }];
}

const PAGE_SIZE = 25;
const stateFilters = ["unresolved", ...disputeStates] as const;
const { state: StateFilter, reason: ReasonFilter, sort: Sort } = QueueInput.shape;

export async function loader({ request, context }: Route.LoaderArgs) {
  const url = new URL(request.url);
  const query = parseTableQuery(url, {
    sorts: disputeSorts,
    filters: {
      state: stateFilters,
      due: ["overdue"],
      reason: disputeReasons,
      amount: Object.keys(amountRanges),
    },
  });
  const { state, reason, amount, due } = query.filters;
  const workspace = url.searchParams.get("workspace") ?? undefined;
  const sort = query.sort === undefined ? undefined : sortOf(query.sort);
  const ctx = ctxOf(context);
  const found = await listDisputeQueue(ctx, {
    state: StateFilter.parse(state),
    reason: ReasonFilter.parse(reason),
    overdue: due === "overdue",
    ...(isAmountRange(amount) ? amountRanges[amount] : {}),
    workspace,
    text: query.search,
    sort: Sort.catch("due").parse(sort),
    cursor: query.cursor,
    limit: PAGE_SIZE,
  });
  const filters = workspace === undefined ? query.filters : { ...query.filters, workspace };
  return {
    query: { ...query, filters },
    workspace,
    states: [...disputeStates],
    reasons: [...disputeReasons],
    modelNames: await readModelNames(ctx),
    ...found,
  };
}

function sortOf({ by, descending }: { by: string; descending: boolean }): string {
  return descending ? `-${by}` : by;
}

function filtersOf(states: DisputeState[], reasons: DisputeReason[]): TableFilter[] {
  return [
    {
      name: "state",
      label: m.disputes_column_state(),
      options: [
        { value: "unresolved", label: m.disputes_filter_unresolved() },
        ...states.map((state) => ({ value: state, label: stateName(state, "operator") })),
      ],
    },
    {
      name: "due",
      label: m.disputes_filter_overdue(),
      options: [{ value: "overdue", label: m.disputes_overdue() }],
    },
    {
      name: "reason",
      label: m.disputes_column_reason(),
      options: reasons.map((reason) => ({ value: reason, label: reasonName(reason) })),
    },
    { name: "amount", label: m.disputes_filter_amount(), options: amountOptions() },
  ];
}

function amountOptions() {
  return Object.entries(amountRanges).map(([value, { minPt, maxPt }]) => {
    const from = formatPt(ptToMicro(minPt ?? 0));
    const to = formatPt(ptToMicro(maxPt ?? 0));
    if (maxPt === undefined) return { value, label: m.disputes_amount_above({ amount: from }) };
    if (minPt === undefined) return { value, label: m.disputes_amount_below({ amount: to }) };
    return { value, label: m.disputes_amount_between({ from, to }) };
  });
}

function columnsOf(modelNames: Record<string, string>): Column<OperatorSummary>[] {
  return [
    {
      id: "charge",
      header: m.disputes_column_workspace(),
      cell: ({ id, workspaceName, openedByName }) => (
        <span className="block py-1.5">
          <TextLink to={`/operations/disputes/${id}`}>
            <bdi>{workspaceName}</bdi>
          </TextLink>
          {openedByName === null || openedByName === workspaceName ? null : (
            <span className="block text-xs font-normal text-muted">
              <bdi>{openedByName}</bdi>
            </span>
          )}
        </span>
      ),
    },
    {
      id: "amount",
      header: m.disputes_column_amount(),
      align: "end",
      sortable: true,
      cell: ({ disputedMicroPt }) => <Pt microPt={disputedMicroPt} />,
    },
    {
      id: "reason",
      header: m.disputes_column_reason(),
      cell: ({ reason, model }) => (
        <span className="block py-1.5">
          {reasonName(reason)}
          <span className="block text-xs text-muted">
            <bdi>{modelNames[model] ?? model}</bdi>
          </span>
        </span>
      ),
    },
    {
      id: "state",
      header: m.disputes_column_state(),
      cell: (dispute) => <StateBadge dispute={dispute} viewer="operator" />,
    },
    {
      id: "due",
      header: m.disputes_column_due(),
      align: "end",
      sortable: true,
      cell: ({ dueAtMs }) =>
        dueAtMs === null ? <span className="text-muted">–</span> : <RelativeTime atMs={dueAtMs} />,
    },
    {
      id: "created",
      header: m.disputes_column_opened(),
      align: "end",
      sortable: true,
      cell: ({ createdAtMs }) => <RelativeTime atMs={createdAtMs} />,
    },
  ];
}

/** The disputes of all workspaces, those due first. */
export default function DisputeQueue({ loaderData }: Route.ComponentProps) {
  const { items, nextCursor, query, workspace, states, reasons } = loaderData;
  return (
    <Page>
      <PageHeader
        title={m.disputes_title()}
        description={m.disputes_queue_about()}
        actions={
          <LinkButton to="/operations/disputes/statistics">
            {m.disputes_tab_statistics()}
          </LinkButton>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        {workspace === undefined ? null : (
          <Notice
            title={
              <bdi>
                {m.disputes_filtered_workspace({ name: items[0]?.workspaceName ?? workspace })}
              </bdi>
            }
            actions={
              <LinkButton size="sm" to="/operations/disputes">
                {m.shell_table_clear()}
              </LinkButton>
            }
          />
        )}
        <Card flush>
          {items.length === 0 && !isNarrowed(query) ? null : (
            <TableToolbar
              searches={m.disputes_title()}
              query={query}
              filters={filtersOf(states, reasons)}
            />
          )}
          <Table
            caption={m.disputes_title()}
            rows={items}
            columns={columnsOf(loaderData.modelNames)}
            rowId={({ id }) => id}
            query={query}
            nextCursor={nextCursor}
            empty={
              <EmptyState icon={Scale} title={m.disputes_queue_empty()}>
                {m.disputes_queue_empty_text()}
              </EmptyState>
            }
          />
        </Card>
      </div>
    </Page>
  );
}
