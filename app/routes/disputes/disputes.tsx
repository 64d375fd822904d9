import { Scale } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pt } from "#app/ui/pt.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { TableToolbar } from "#app/ui/table-toolbar.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { listDisputes } from "#features/disputes";
import {
  DISPUTABLE_DAYS,
  type DisputeSummary,
  disputeStates,
  OwnListInput,
} from "#features/disputes/schema";
import { m } from "#messages";
import type { Route } from "./+types/disputes";
import { isNarrowed } from "./is-narrowed.ts";
import { readModelNames } from "./model-names.ts";
import { StateBadge } from "./state-badge.tsx";
import { reasonName, stateName } from "./words.ts";

export const handle = { crumb: () => m.disputes_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.disputes_title()} · ${m.brand_name()}` }];
}

const PAGE_SIZE = 25;
const stateFilters = ["unresolved", ...disputeStates] as const;

export async function loader({ request, context }: Route.LoaderArgs) {
  const query = parseTableQuery(new URL(request.url), { filters: { state: stateFilters } });
  const state = OwnListInput.shape.state.parse(query.filters["state"]);
  const ctx = ctxOf(context);
  const [found, modelNames] = await Promise.all([
    listDisputes(ctx, { state, cursor: query.cursor, limit: PAGE_SIZE }),
    readModelNames(ctx),
  ]);
  return { query, modelNames, days: DISPUTABLE_DAYS, states: [...disputeStates], ...found };
}

function columnsOf(modelNames: Record<string, string>): Column<DisputeSummary>[] {
  return [
    {
      id: "charge",
      header: m.disputes_column_charge(),
      cell: ({ id, disputedMicroPt, model }) => (
        <span className="inline-flex flex-wrap items-baseline gap-x-2">
          <TextLink to={`/disputes/${id}`}>
            <Pt microPt={disputedMicroPt} />
          </TextLink>
          <span className="font-normal text-muted">
            <bdi>{modelNames[model] ?? model}</bdi>
          </span>
        </span>
      ),
    },
    {
      id: "reason",
      header: m.disputes_column_reason(),
      cell: ({ reason }) => reasonName(reason),
    },
    {
      id: "state",
      header: m.disputes_column_state(),
      cell: (dispute) => <StateBadge dispute={dispute} viewer="own" />,
    },
    {
      id: "returned",
      header: m.disputes_column_returned(),
      align: "end",
      cell: ({ returnedMicroPt }) =>
        returnedMicroPt === null ? (
          <span className="text-muted">–</span>
        ) : (
          <Pt microPt={returnedMicroPt} className="text-success" />
        ),
    },
    {
      id: "opened",
      header: m.disputes_column_opened(),
      align: "end",
      cell: ({ createdAtMs }) => <RelativeTime atMs={createdAtMs} />,
    },
  ];
}

/** The workspace's disputes. */
export default function Disputes({ loaderData }: Route.ComponentProps) {
  const { items, nextCursor, query, days, states } = loaderData;
  const none = items.length === 0 && !isNarrowed(query);
  const options = [
    { value: "unresolved", label: m.disputes_filter_unresolved() },
    ...states.map((state) => ({ value: state, label: stateName(state, "own") })),
  ];
  return (
    <Page>
      <PageHeader
        title={m.disputes_title()}
        description={m.disputes_about()}
        actions={none ? null : <LinkButton to="/credits">{m.disputes_statement()}</LinkButton>}
      />
      <Card flush>
        {none ? null : (
          <TableToolbar
            query={query}
            filters={[{ name: "state", label: m.disputes_column_state(), options }]}
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
            <EmptyState
              icon={Scale}
              title={m.disputes_empty()}
              action={<LinkButton to="/credits">{m.disputes_statement()}</LinkButton>}
            >
              {m.disputes_empty_text({ days })}
            </EmptyState>
          }
        />
      </Card>
    </Page>
  );
}
