import { Form, redirect, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { CodeBlock } from "#app/ui/code-block.tsx";
import { formatDuration } from "#app/ui/format.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { getDelivery, getEndpoint, replayDelivery } from "#features/webhooks";
import type { AttemptView, DeliveryDetail } from "#features/webhooks/schema";
import { m } from "#messages";
import type { Route } from "./+types/delivery";
import { DeliveryStateBadge } from "./delivery-state.tsx";
import { failureWords } from "./failure-words.ts";
import { typeWords } from "./type-words.ts";

export const handle = { crumb: () => m.webhooks_delivery() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.webhooks_delivery()} · ${m.brand_name()}` }];
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const delivery = await getDelivery(ctx, params.deliveryId, params.id);
  const { url, state } = await getEndpoint(ctx, params.id);
  return { delivery, url, isActive: state === "active" };
}

export async function action({ params, context }: Route.ActionArgs) {
  await replayDelivery(ctxOf(context), params.deliveryId, params.id);
  return redirect(`/webhooks/${params.id}/deliveries/${params.deliveryId}`);
}

function indented(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2);
}

function RequestCard({ delivery, url }: { delivery: DeliveryDetail; url: string }) {
  const head = `POST ${url}\nContent-Type: application/json\nWebhook-Id: ${delivery.messageId}`;
  return (
    <Card title={m.webhooks_request()}>
      <div className="grid grid-cols-1 gap-4">
        <CodeBlock code={head} label="HTTP" />
        <CodeBlock code={indented(delivery.body)} label={m.webhooks_body()} />
      </div>
    </Card>
  );
}

function Response({ response }: { response: string }) {
  if (response === "") return <p className="text-muted">{m.webhooks_response_empty()}</p>;
  return (
    <pre
      dir="ltr"
      aria-label={m.webhooks_response_start()}
      className="mt-2 max-h-60 overflow-auto rounded-md border border-line bg-paper p-3 font-mono text-xs whitespace-pre-wrap wrap-anywhere"
    >
      {response}
    </pre>
  );
}

function Attempt({ attempt }: { attempt: AttemptView }) {
  const { atMs, durationMs, status, failure, detail, response } = attempt;
  return (
    <li className="px-5 py-4">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={failure === null ? "success" : "danger"}>
          {status === null ? m.webhooks_no_answer() : <span dir="ltr">{status}</span>}
        </Badge>
        <RelativeTime atMs={atMs} absolute />
        <span className="text-muted">
          {m.webhooks_took({ duration: formatDuration(durationMs) })}
        </span>
      </p>
      {failure === null ? null : (
        <p className="mt-1">
          {failureWords(failure)}{" "}
          {detail === null ? null : (
            <bdi lang="en" className="text-muted wrap-anywhere">
              {detail}
            </bdi>
          )}
        </p>
      )}
      {response === null ? null : <Response response={response} />}
    </li>
  );
}

/** One message on its way to one endpoint: what is sent, and what came back each time. */
export default function Delivery({ loaderData, params }: Route.ComponentProps) {
  const navigation = useNavigation();
  const { delivery, url, isActive } = loaderData;
  const { type, state, attempts, nextTryAtMs, createdAtMs } = delivery;
  return (
    <Page>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            <code dir="ltr" className="font-mono">
              {type}
            </code>
            <DeliveryStateBadge state={state} />
          </span>
        }
        description={
          <>
            {typeWords(type)} · <RelativeTime atMs={createdAtMs} absolute />
            {nextTryAtMs === null || state !== "pending" ? null : (
              <span className="block">
                {m.webhooks_next_try()}: <RelativeTime atMs={nextTryAtMs} absolute />
              </span>
            )}
            <span className="block">
              <TextLink to={`/webhooks/${params.id}`}>{m.webhooks_back()}</TextLink>
            </span>
          </>
        }
        actions={
          isActive && state !== "pending" ? (
            <Form method="post">
              <Button type="submit" pending={navigation.formMethod === "POST"}>
                {m.webhooks_replay()}
              </Button>
            </Form>
          ) : undefined
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <Card flush title={m.webhooks_attempts()}>
          {attempts.length === 0 ? (
            <p className="px-5 py-4 text-muted">{m.webhooks_attempts_none()}</p>
          ) : (
            <ol className="divide-y divide-line">
              {attempts.map((attempt) => (
                <Attempt key={attempt.id} attempt={attempt} />
              ))}
            </ol>
          )}
        </Card>
        <RequestCard delivery={delivery} url={url} />
      </div>
    </Page>
  );
}
