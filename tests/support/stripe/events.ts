import type { Stripe } from "stripe";
import { z } from "zod";
import { invalid } from "./failure.ts";
import { given, withMetadata } from "./fields.ts";
import { lettersOf } from "./ids.ts";
import {
  clearable,
  createdRange,
  flag,
  list,
  metadata,
  needed,
  paging,
  shape,
  text,
} from "./params.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";

const eventList = shape<Stripe.EventListParams>()({
  ...paging,
  created: createdRange,
  type: text,
  types: list(z.string()),
});

const endpointCreate = shape<Stripe.WebhookEndpointCreateParams>()({
  api_version: text,
  description: clearable(z.string()),
  enabled_events: list(z.string()),
  metadata,
  url: needed,
});
const endpointUpdate = shape<Stripe.WebhookEndpointUpdateParams>()({
  description: clearable(z.string()),
  disabled: flag,
  enabled_events: list(z.string()),
  metadata,
  url: text,
});

function createEndpoint(call: Call): Stripe.WebhookEndpoint {
  const { account } = call;
  const sent = call.read(endpointCreate);
  if (!/^https?:\/\//.test(sent.url)) {
    throw invalid("Invalid URL: An explicit scheme (such as https) must be provided.", {
      param: "url",
      code: "url_invalid",
    });
  }
  const id = account.newId("we");
  const endpoint: Stripe.WebhookEndpoint = {
    id,
    object: "webhook_endpoint",
    api_version: sent.api_version ?? null,
    application: null,
    created: account.now(),
    description: sent.description ?? null,
    enabled_events: sent.enabled_events ?? ["*"],
    livemode: false,
    metadata: withMetadata({}, sent.metadata),
    status: "enabled",
    url: sent.url,
  };
  const secret = `whsec_${lettersOf(`${account.key} ${id}`, 32)}`;
  account.create({ ...endpoint, secret });
  return { ...endpoint, secret };
}

/** The secret is shown once, when the endpoint is made. */
function withoutSecret({ secret: _secret, ...shown }: Stripe.WebhookEndpoint) {
  return shown;
}

export const eventRoutes: Route[] = [
  route("GET", "/v1/events", (call) => {
    const { created, type, types, ...page } = call.read(eventList);
    const isWanted = (word: string) =>
      type === undefined ||
      (type.endsWith("*") ? word.startsWith(type.slice(0, -1)) : word === type);
    const found = call.account
      .all("event")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          isWanted(one.type) &&
          (types === undefined || types.includes(one.type)),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/events/:id", ({ account, id }) => account.get("event", id)),
  route("POST", "/v1/webhook_endpoints", createEndpoint),
  route("GET", "/v1/webhook_endpoints", (call) => {
    const page = call.read(shape<Stripe.WebhookEndpointListParams>()(paging));
    return pageOf(call, call.account.all("webhook_endpoint").map(withoutSecret), page);
  }),
  route("GET", "/v1/webhook_endpoints/:id", ({ account, id }) =>
    withoutSecret(account.get("webhook_endpoint", id)),
  ),
  route("POST", "/v1/webhook_endpoints/:id", (call) => {
    const endpoint = call.account.get("webhook_endpoint", call.id);
    const { disabled, metadata: meta, ...sent } = call.read(endpointUpdate);
    call.account.update(endpoint, {
      ...given(sent),
      metadata: withMetadata(endpoint.metadata, meta),
      ...(disabled === undefined ? {} : { status: disabled ? "disabled" : "enabled" }),
    });
    return withoutSecret(endpoint);
  }),
  route("DELETE", "/v1/webhook_endpoints/:id", ({ account, id }) =>
    account.remove(account.get("webhook_endpoint", id)),
  ),
];
