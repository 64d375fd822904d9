import { Radio } from "lucide-react";
import { Form } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import type { FormOutcome } from "#app/ui/problem-view.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Select } from "#app/ui/select.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { TableToolbar } from "#app/ui/table-toolbar.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { Problem } from "#core/problem";
import { getStripeHealth, listStripeEvents, replayStripeEvents } from "#features/stripe-events";
import {
  type StripeEventState,
  stripeEventStates,
  type StripeEventView,
} from "#features/stripe-events/schema";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import { sinceAtMs, sinceOptions } from "../webhooks/since.ts";
import type { Route } from "./+types/stripe-events";
import { EventStateBadge, eventStateName, eventStates } from "./stripe-event-state.tsx";
import { StripeFigures, StripeTypes } from "./stripe-health.tsx";

export const handle = { crumb: () => m.webhooks_stripe_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.webhooks_stripe_title()} · ${m.brand_name()}` }];
}

const PAGE = 50;

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const url = new URL(request.url);
  const health = await getStripeHealth(ctx);
  const types = health.types.map(({ type }) => type);
  const asked = url.searchParams.get("type") ?? "";
  const query = parseTableQuery(url, {
    filters: { state: stripeEventStates, type: [...types, asked] },
  });
  const { items, nextCursor } = await listStripeEvents(ctx, {
    state: query.filters["state"] as StripeEventState | undefined,
    type: query.filters["type"],
    text: query.search,
    cursor: query.cursor,
    limit: PAGE,
  });
  return { health, types, query, items, nextCursor, webhookUrl: `${ctx.origin}/webhooks/stripe` };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (textField(form, "intent")) {
    case "replay": {
      const ids = form.getAll("ids").filter((id) => typeof id === "string");
      return await replayStripeEvents(ctx, { ids });
    }
    case "replay-failed": {
      const fromAtMs = sinceAtMs(textField(form, "since"), ctx.clock.now());
      return await replayStripeEvents(ctx, { type: textField(form, "type"), fromAtMs });
    }
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

function columnsOf(): Column<StripeEventView>[] {
  return [
    {
      id: "event",
      header: m.webhooks_event(),
      cell: ({ id, type }) => (
        <span className="block py-1.5">
          <TextLink to={`/operations/stripe-events/${id}`}>
            <code dir="ltr" className="font-mono text-xs">
              {type}
            </code>
          </TextLink>
          <span className="block text-xs font-normal text-muted">
            <code dir="ltr" className="font-mono">
              {id}
            </code>
          </span>
        </span>
      ),
    },
    {
      id: "object",
      header: m.webhooks_stripe_object(),
      cell: ({ objectId }) => (
        <code dir="ltr" className="font-mono text-xs break-all">
          {objectId === "" ? "–" : objectId}
        </code>
      ),
    },
    {
      id: "state",
      header: m.webhooks_state(),
      cell: ({ state, lastError }) => (
        <span className="block">
          <EventStateBadge state={state} />
          {lastError === null ? null : (
            <span className="mt-1 line-clamp-2 max-w-xs text-xs text-muted wrap-anywhere">
              <bdi lang="en">{lastError}</bdi>
            </span>
          )}
        </span>
      ),
    },
    { id: "tries", header: m.webhooks_tries(), align: "end", cell: ({ tries }) => tries },
    {
      id: "received",
      header: m.webhooks_stripe_received(),
      align: "end",
      cell: ({ receivedAtMs, deliveries }) => (
        <span className="text-nowrap">
          <RelativeTime atMs={receivedAtMs} />
          {deliveries > 0 ? null : (
            <span className="block text-xs text-warning">{m.webhooks_stripe_brought_none()}</span>
          )}
        </span>
      ),
    },
  ];
}

/** Failed and parked events since a time, of the type that is shown. */
function ReplayFailed({ type }: { type: string | undefined }) {
  return (
    <Form method="post" preventScrollReset className="flex flex-wrap items-center gap-2">
      {type === undefined ? null : <input type="hidden" name="type" value={type} />}
      <Select
        name="since"
        aria-label={m.webhooks_since()}
        defaultValue="day"
        options={sinceOptions()}
      />
      <Button type="submit" name="intent" value="replay-failed">
        {m.webhooks_stripe_replay_all()}
      </Button>
    </Form>
  );
}

function Answer({ answer }: { answer: { replayed: number } | FormOutcome | undefined }) {
  if (answer === undefined) return null;
  if ("replayed" in answer) {
    return (
      <output className="block">
        <Notice tone="success" title={m.webhooks_stripe_replayed({ count: answer.replayed })} />
      </output>
    );
  }
  if (answer.problem === undefined) return null;
  return (
    <Notice tone="danger" urgent title={answer.problem.title}>
      <p>{answer.problem.advice}</p>
    </Notice>
  );
}

/** What Stripe told this deployment and what came of it, for whoever runs it. */
export default function StripeEvents({ loaderData, actionData }: Route.ComponentProps) {
  const { health, types, query, items, nextCursor, webhookUrl } = loaderData;
  const { failed, parked } = health.states;
  const filters = [
    {
      name: "state",
      label: m.webhooks_state(),
      options: eventStates.map((value) => ({ value, label: eventStateName(value) })),
    },
    {
      name: "type",
      label: m.webhooks_stripe_type(),
      options: types.map((value) => ({ value, label: value })),
    },
  ];
  return (
    <Page>
      <PageHeader title={m.webhooks_stripe_title()} description={m.webhooks_stripe_about()} />
      <div className="grid grid-cols-1 gap-6">
        <Answer answer={actionData} />
        <StripeFigures health={health} />
        <Card
          flush
          title={m.webhooks_stripe_events()}
          actions={
            failed + parked === 0 ? undefined : <ReplayFailed type={query.filters["type"]} />
          }
        >
          <TableToolbar searches={m.webhooks_stripe_search()} query={query} filters={filters} />
          <Table
            caption={m.webhooks_stripe_events()}
            rows={items}
            columns={columnsOf()}
            rowId={({ id }) => id}
            rowName={({ type, id }) => `${type} ${id}`}
            query={query}
            nextCursor={nextCursor}
            selection={{
              actions: (
                <Button type="submit" size="sm" name="intent" value="replay">
                  {m.webhooks_stripe_replay()}
                </Button>
              ),
            }}
            empty={
              <EmptyState icon={Radio} title={m.webhooks_stripe_none()}>
                {m.webhooks_stripe_none_text({ url: webhookUrl })}
              </EmptyState>
            }
          />
        </Card>
        <StripeTypes types={health.types} />
      </div>
    </Page>
  );
}
