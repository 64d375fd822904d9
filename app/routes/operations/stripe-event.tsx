import { Form, redirect, useActionData, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { CodeBlock } from "#app/ui/code-block.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import type { FormOutcome } from "#app/ui/problem-view.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { getStripeEvent, replayStripeEvent } from "#features/stripe-events";
import type { StripeEventDetail } from "#features/stripe-events/schema";
import { m } from "#messages";
import type { Route } from "./+types/stripe-event";
import { EventStateBadge } from "./stripe-event-state.tsx";

export const handle = { crumb: () => m.webhooks_event() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.webhooks_event()} · ${m.webhooks_stripe_title()} · ${m.brand_name()}` }];
}

export async function loader({ params, context }: Route.LoaderArgs) {
  return { event: await getStripeEvent(ctxOf(context), params.id) };
}

export async function action({ params, context }: Route.ActionArgs) {
  await replayStripeEvent(ctxOf(context), params.id);
  return redirect(`/operations/stripe-events/${params.id}`);
}

function timeOrNone(atMs: number | null) {
  return atMs === null ? "–" : <RelativeTime atMs={atMs} absolute />;
}

function Facts({ event }: { event: StripeEventDetail }) {
  const facts = [
    {
      label: m.webhooks_stripe_object(),
      value: (
        <code dir="ltr" className="font-mono text-xs break-all">
          {event.objectType} {event.objectId}
        </code>
      ),
    },
    { label: m.webhooks_stripe_made(), value: timeOrNone(event.createdAtMs) },
    { label: m.webhooks_stripe_received(), value: timeOrNone(event.receivedAtMs) },
    { label: m.webhooks_stripe_done(), value: timeOrNone(event.doneAtMs) },
    { label: m.webhooks_tries(), value: event.tries },
    { label: m.webhooks_next_try(), value: timeOrNone(event.nextTryAtMs) },
    {
      label: m.webhooks_stripe_brought(),
      value: event.deliveries === 0 ? m.webhooks_stripe_brought_none() : event.deliveries,
    },
    { label: m.webhooks_stripe_version(), value: <bdi>{event.apiVersion ?? "–"}</bdi> },
    {
      label: m.webhooks_stripe_mode(),
      value: event.livemode ? m.webhooks_stripe_live() : m.webhooks_stripe_test(),
    },
  ];
  return (
    <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt className="text-muted">{label}</dt>
          <dd className="figures mt-0.5">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One event: what is known of it, why it failed, and its text as it came. */
export default function StripeEvent({ loaderData: { event } }: Route.ComponentProps) {
  const navigation = useNavigation();
  const problem = useActionData<FormOutcome>()?.problem;
  const { type, state, lastError, payload } = event;
  return (
    <Page>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            <code dir="ltr" className="font-mono break-all">
              {type}
            </code>
            <EventStateBadge state={state} />
          </span>
        }
        description={
          <code dir="ltr" className="font-mono text-xs break-all">
            {event.id}
          </code>
        }
        actions={
          payload === null || state === "processing" ? undefined : (
            <Form method="post">
              <Button type="submit" variant="primary" pending={navigation.formMethod === "POST"}>
                {m.webhooks_stripe_replay()}
              </Button>
            </Form>
          )
        }
      />
      <div className="grid grid-cols-1 gap-6">
        {problem === undefined ? null : (
          <Notice tone="danger" urgent title={problem.title}>
            <p>{problem.advice}</p>
          </Notice>
        )}
        {lastError === null ? null : (
          <Notice
            tone={state === "parked" ? "danger" : "warning"}
            title={m.webhooks_stripe_error()}
          >
            <p lang="en" dir="ltr" className="wrap-anywhere">
              {lastError}
            </p>
          </Notice>
        )}
        <Card title={m.webhooks_stripe_facts()}>
          <Facts event={event} />
        </Card>
        <Card title={m.webhooks_stripe_payload()}>
          {payload === null ? (
            <p className="text-muted">{m.webhooks_stripe_payload_gone()}</p>
          ) : (
            <CodeBlock code={JSON.stringify(JSON.parse(payload), null, 2)} label="JSON" />
          )}
        </Card>
      </div>
    </Page>
  );
}
