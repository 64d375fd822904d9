import { ctxOf } from "#app/context.ts";
import { Page } from "#app/ui/page.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { getEndpoint, listDeliveries } from "#features/webhooks";
import {
  type DeliveryQuery,
  deliveryStates,
  TEST_TYPE,
  webhookTypes,
} from "#features/webhooks/schema";
import { m } from "#messages";
import type { Route } from "./+types/endpoint";
import { actOnEndpoint } from "./act-on-endpoint.ts";
import { DeliveryTable } from "./delivery-table.tsx";
import { DeleteCard, SecretCard, SettingsCard } from "./endpoint-cards.tsx";
import { EndpointHeader } from "./endpoint-header.tsx";
import { AnswerNotice, StateNotice } from "./endpoint-notices.tsx";
import { ShownSecret } from "./shown-secret.tsx";

export const handle = { crumb: () => m.webhooks_endpoint() };

export function meta({ loaderData }: Route.MetaArgs): Route.MetaDescriptors {
  const name = loaderData === undefined ? m.webhooks_endpoint() : loaderData.host;
  return [{ title: `${name} · ${m.webhooks_title()} · ${m.brand_name()}` }];
}

const PAGE = 25;

export async function loader({ request, params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const query = parseTableQuery(new URL(request.url), {
    filters: { state: deliveryStates, type: [...webhookTypes, TEST_TYPE] },
  });
  const { state, type } = query.filters as Pick<DeliveryQuery, "state" | "type">;
  const endpoint = await getEndpoint(ctx, params.id);
  const deliveries = await listDeliveries(ctx, {
    endpointId: endpoint.id,
    state,
    type,
    cursor: query.cursor,
    limit: PAGE,
  });
  return { endpoint, host: new URL(endpoint.url).host, deliveries, query };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  return await actOnEndpoint(ctxOf(context), params.id, await request.formData());
}

/** One endpoint: how it does, what was sent to it, and its settings. */
export default function Endpoint({ loaderData, actionData }: Route.ComponentProps) {
  const { endpoint, host, deliveries, query } = loaderData;
  const secret = actionData !== undefined && "secret" in actionData ? actionData.secret : undefined;
  return (
    <Page>
      <EndpointHeader endpoint={endpoint} host={host} />
      <div className="grid grid-cols-1 gap-6">
        <AnswerNotice answer={actionData} endpointId={endpoint.id} />
        {secret === undefined ? null : <ShownSecret key={secret} secret={secret} />}
        <StateNotice endpoint={endpoint} />
        <DeliveryTable
          deliveries={deliveries.items}
          nextCursor={deliveries.nextCursor}
          query={query}
          isActive={endpoint.state === "active"}
        />
        <SettingsCard key={endpoint.updatedAtMs} endpoint={endpoint} />
        <SecretCard />
        <DeleteCard host={host} />
      </div>
    </Page>
  );
}
