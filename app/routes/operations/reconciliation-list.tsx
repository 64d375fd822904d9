import { CircleCheck, Scale } from "lucide-react";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import type { TableQuery } from "#app/ui/table-query.ts";
import { type TableFilter, TableToolbar } from "#app/ui/table-toolbar.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type {
  DiscrepancyState,
  DiscrepancyType,
  DiscrepancyView,
  Lane,
  OperatorView,
} from "#features/reconciliation/schema";
import { m } from "#messages";
import { Difference, SideFigures, StateBadge } from "./reconciliation-parts.tsx";
import { discrepancyStateName, laneName, shortName, typeName } from "./reconciliation-words.ts";

function columnsOf(owners: readonly OperatorView[]): Column<DiscrepancyView>[] {
  return [
    {
      id: "what",
      header: m.closing_reconciliation_column_what(),
      cell: ({ id, type, object }) => (
        <span className="block max-w-sm py-1.5">
          <TextLink to={`/operations/reconciliation/${id}`}>{typeName(type)}</TextLink>
          <code
            dir="ltr"
            className="block truncate font-mono text-xs font-normal text-muted rtl:text-right"
            title={object}
          >
            {shortName(object)}
          </code>
        </span>
      ),
    },
    {
      id: "expected",
      header: m.closing_reconciliation_column_expected(),
      align: "end",
      optional: true,
      cell: (view) => <SideFigures figures={view.expected} of={view} />,
    },
    {
      id: "found",
      header: m.closing_reconciliation_column_found(),
      align: "end",
      optional: true,
      cell: (view) => <SideFigures figures={view.found} of={view} />,
    },
    {
      id: "differs",
      header: m.closing_reconciliation_column_differs(),
      align: "end",
      sortable: true,
      cell: (view) => <Difference view={view} />,
    },
    {
      id: "seen",
      header: m.closing_reconciliation_column_age(),
      sortable: true,
      cell: ({ firstSeenAtMs }) => (
        <span className="text-nowrap">
          <RelativeTime atMs={firstSeenAtMs} />
        </span>
      ),
    },
    {
      id: "owner",
      header: m.closing_reconciliation_column_owner(),
      optional: true,
      cell: ({ ownerId }) =>
        ownerId === null ? (
          <span className="text-muted">–</span>
        ) : (
          <bdi>{owners.find(({ userId }) => userId === ownerId)?.name ?? ownerId}</bdi>
        ),
    },
    {
      id: "state",
      header: m.closing_reconciliation_column_state(),
      cell: ({ state }) => <StateBadge state={state} />,
    },
  ];
}

export interface FilterValues {
  states: DiscrepancyState[];
  types: DiscrepancyType[];
  lanes: Lane[];
}

function filtersOf(
  { states, types, lanes }: FilterValues,
  owners: readonly OperatorView[],
): TableFilter[] {
  return [
    {
      name: "state",
      label: m.closing_reconciliation_filter_state(),
      options: states.map((value) => ({ value, label: discrepancyStateName(value) })),
    },
    {
      name: "type",
      label: m.closing_reconciliation_filter_type(),
      options: types.map((value) => ({ value, label: typeName(value) })),
    },
    {
      name: "lane",
      label: m.closing_reconciliation_filter_lane(),
      options: lanes.map((value) => ({ value, label: laneName(value) })),
    },
    {
      name: "owner",
      label: m.closing_reconciliation_filter_owner(),
      options: [
        { value: "none", label: m.closing_reconciliation_owner_none() },
        ...owners.map(({ userId, name }) => ({ value: userId, label: name })),
      ],
    },
  ];
}

interface ListProps {
  items: DiscrepancyView[];
  nextCursor: string | null;
  query: TableQuery;
  /** True while nobody has chosen a filter: then the open ones are shown. */
  isDefault: boolean;
  values: FilterValues;
  owners: OperatorView[];
  exportHref: string;
  /** False before the first run has ended: then nothing has been compared. */
  hasRun: boolean;
}

/** What two books say differently about, with what can be done about several at once. */
export function DiscrepancyList(props: ListProps) {
  const { items, nextCursor, query, isDefault, values, owners, exportHref, hasRun } = props;
  const columns = columnsOf(owners);
  return (
    <Card flush id="differences" title={m.closing_reconciliation_differences()}>
      <TableToolbar
        searches={m.closing_reconciliation_search()}
        query={query}
        filters={filtersOf(values, owners)}
        columns={columns}
        exportHref={exportHref}
      />
      <Table
        caption={m.closing_reconciliation_differences()}
        rows={items}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ type, object }) => `${typeName(type)} ${object}`}
        query={isDefault ? { ...query, filters: {} } : query}
        nextCursor={nextCursor}
        selection={{
          actions: (
            <>
              <Button type="submit" size="sm" name="intent" value="fix">
                {m.closing_reconciliation_fix()}
              </Button>
              <Button type="submit" size="sm" name="intent" value="take-over">
                {m.closing_reconciliation_take_over()}
              </Button>
            </>
          ),
        }}
        empty={
          hasRun ? (
            <EmptyState icon={CircleCheck} title={m.closing_reconciliation_none()}>
              {m.closing_reconciliation_none_text()}
            </EmptyState>
          ) : (
            <EmptyState icon={Scale} title={m.closing_reconciliation_never()}>
              {m.closing_reconciliation_never_text()}
            </EmptyState>
          )
        }
      />
    </Card>
  );
}
