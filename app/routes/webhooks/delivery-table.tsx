import { Send } from "lucide-react";
import { Form, useNavigation } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Select } from "#app/ui/select.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import type { TableQuery } from "#app/ui/table-query.ts";
import { TableToolbar } from "#app/ui/table-toolbar.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type { DeliveryView } from "#features/webhooks/schema";
import { m } from "#messages";
import { DeliveryStateBadge, deliveryStateName, LastAnswer } from "./delivery-state.tsx";
import { sinceOptions } from "./since.ts";
import { messageTypes } from "./type-words.ts";

const states = ["pending", "succeeded", "failed"] as const;

function Next({ delivery: { id, type, state, nextTryAtMs } }: { delivery: DeliveryView }) {
  const navigation = useNavigation();
  if (state === "pending" && nextTryAtMs !== null) {
    return (
      <span className="text-nowrap text-muted">
        {m.webhooks_next_try()} <RelativeTime atMs={nextTryAtMs} />
      </span>
    );
  }
  return (
    <Form method="post" preventScrollReset>
      <input type="hidden" name="intent" value="replay" />
      <Button
        type="submit"
        size="sm"
        variant="quiet"
        name="deliveryId"
        value={id}
        pending={navigation.formData?.get("deliveryId") === id}
        aria-label={m.webhooks_replay_one({ type })}
      >
        {m.webhooks_replay()}
      </Button>
    </Form>
  );
}

function columnsOf(isActive: boolean): Column<DeliveryView>[] {
  const columns: Column<DeliveryView>[] = [
    {
      id: "event",
      header: m.webhooks_event(),
      cell: ({ id, endpointId, type }) => (
        <TextLink to={`/webhooks/${endpointId}/deliveries/${id}`}>
          <code dir="ltr" className="font-mono text-xs">
            {type}
          </code>
        </TextLink>
      ),
    },
    {
      id: "state",
      header: m.webhooks_state(),
      cell: ({ state }) => <DeliveryStateBadge state={state} />,
    },
    { id: "answer", header: m.webhooks_answer(), cell: (delivery) => <LastAnswer {...delivery} /> },
    { id: "tries", header: m.webhooks_tries(), align: "end", cell: ({ tries }) => tries },
    {
      id: "when",
      header: m.webhooks_when(),
      align: "end",
      cell: ({ createdAtMs }) => (
        <span className="text-nowrap">
          <RelativeTime atMs={createdAtMs} />
        </span>
      ),
    },
  ];
  if (!isActive) return columns;
  return [
    ...columns,
    {
      id: "replay",
      header: m.shell_table_actions(),
      align: "end",
      cell: (delivery) => <Next delivery={delivery} />,
    },
  ];
}

function ReplayFailed() {
  return (
    <Form method="post" preventScrollReset className="flex flex-wrap items-center gap-2">
      <Select
        name="since"
        aria-label={m.webhooks_since()}
        defaultValue="day"
        options={sinceOptions()}
      />
      <Button type="submit" name="intent" value="replay-failed">
        {m.webhooks_replay_failed()}
      </Button>
    </Form>
  );
}

interface DeliveryTableProps {
  deliveries: DeliveryView[];
  nextCursor: string | null;
  query: TableQuery;
  /** An endpoint that is switched off is sent nothing again. */
  isActive: boolean;
}

/** What was sent to an endpoint, with a way to send it again. */
export function DeliveryTable({ deliveries, nextCursor, query, isActive }: DeliveryTableProps) {
  const filters = [
    {
      name: "state",
      label: m.webhooks_state(),
      options: states.map((value) => ({ value, label: deliveryStateName(value) })),
    },
    {
      name: "type",
      label: m.webhooks_event(),
      options: messageTypes.map((value) => ({ value, label: value })),
    },
  ];
  const isEmpty = deliveries.length === 0 && Object.keys(query.filters).length === 0;
  return (
    <Card
      flush
      title={m.webhooks_deliveries()}
      description={m.webhooks_deliveries_about()}
      actions={isActive && !isEmpty ? <ReplayFailed /> : undefined}
    >
      {isEmpty ? null : <TableToolbar query={query} filters={filters} />}
      <Table
        caption={m.webhooks_deliveries()}
        rows={deliveries}
        columns={columnsOf(isActive)}
        rowId={({ id }) => id}
        rowName={({ type }) => type}
        query={query}
        nextCursor={nextCursor}
        empty={
          <EmptyState icon={Send} title={m.webhooks_deliveries_none()}>
            {m.webhooks_deliveries_none_text()}
          </EmptyState>
        }
      />
    </Card>
  );
}
