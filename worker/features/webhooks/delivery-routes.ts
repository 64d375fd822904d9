import { z } from "zod";
import {
  type Api,
  apiRoute,
  idParam,
  jsonAnswer,
  jsonBody,
  PageQuery,
  pageOf,
} from "#platform/api";
import { getDelivery, listDeliveries } from "./list-deliveries.ts";
import { getEndpoint } from "./list-endpoints.ts";
import { replayDelivery, replayFailedDeliveries } from "./replay-deliveries.ts";
import {
  deliveryDetailExample,
  DeliveryDetailDocument,
  DeliveryDocument,
  deliveryExample,
  endpointExample,
  MessageTypes,
  toDeliveryDetailDocument,
  toDeliveryDocument,
} from "./route-documents.ts";
import { deliveryStates } from "./schema.ts";

const tags = ["Webhooks"];
const EndpointParam = z.object({ id: idParam("The endpoint's id", endpointExample.id) });
const DeliveryParams = EndpointParam.extend({
  deliveryId: idParam("The delivery's id", deliveryExample.id),
});
const Moment = z.iso.datetime({ offset: true }).max(40);

const listRoute = apiRoute({
  method: "get",
  path: "/webhook-endpoints/{id}/deliveries",
  operationId: "listWebhookDeliveries",
  summary: "List deliveries",
  description: "What was sent, or is on its way, to an endpoint in the last 30 days, newest first.",
  tags,
  scope: "read",
  request: {
    params: EndpointParam,
    query: PageQuery.extend({
      state: z.enum(deliveryStates).optional(),
      type: MessageTypes.optional(),
      from: Moment.optional().meta({ description: "Not before this time" }),
    }),
  },
  responses: {
    200: jsonAnswer("A page of deliveries", pageOf(DeliveryDocument), {
      items: [deliveryExample],
      nextCursor: null,
    }),
  },
  problems: ["not-found"],
});

const getRoute = apiRoute({
  method: "get",
  path: "/webhook-endpoints/{id}/deliveries/{deliveryId}",
  operationId: "getWebhookDelivery",
  summary: "Get a delivery",
  description: "The body as it is sent, and each attempt with what came back.",
  tags,
  scope: "read",
  request: { params: DeliveryParams },
  responses: { 200: jsonAnswer("The delivery", DeliveryDetailDocument, deliveryDetailExample) },
  problems: ["not-found"],
});

const replayRoute = apiRoute({
  method: "post",
  path: "/webhook-endpoints/{id}/deliveries/{deliveryId}/replay",
  operationId: "replayWebhookDelivery",
  summary: "Send a delivery again",
  description:
    "Sends the same message once more, by the whole schedule of retries. One that still waits is left alone, so a repeat is safe. A `conflict` while the endpoint is switched off.",
  tags,
  scope: "write",
  idempotent: true,
  request: { params: DeliveryParams },
  responses: { 204: { description: "The delivery is on its way" } },
  problems: ["not-found", "conflict"],
});

const replayFailedRoute = apiRoute({
  method: "post",
  path: "/webhook-endpoints/{id}/replay-failed",
  operationId: "replayFailedWebhookDeliveries",
  summary: "Send again what failed",
  description:
    "Sends once more what failed to reach the endpoint since a time, oldest first, at most 1,000 at once. Also what it missed while it was switched off.",
  tags,
  scope: "write",
  idempotent: true,
  request: {
    params: EndpointParam,
    body: jsonBody(z.object({ from: Moment.optional() }), { from: "2026-11-20T00:00:00Z" }),
  },
  responses: {
    200: jsonAnswer(
      "How many are on their way",
      z.object({ replayed: z.int().min(0).max(1_000) }),
      { replayed: 12 },
    ),
  },
  problems: ["not-found", "conflict"],
});

function atMsOf(moment: string | undefined): { fromAtMs?: number } {
  return moment === undefined ? {} : { fromAtMs: Math.max(0, Date.parse(moment)) };
}

export function registerDeliveryRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { from, ...query } = c.req.valid("query");
    const { id: endpointId } = await getEndpoint(c.var.ctx, c.req.valid("param").id);
    const page = await listDeliveries(c.var.ctx, { ...query, ...atMsOf(from), endpointId });
    return c.json({ items: page.items.map(toDeliveryDocument), nextCursor: page.nextCursor }, 200);
  });
  api.openapi(getRoute, async (c) => {
    const { id, deliveryId } = c.req.valid("param");
    const delivery = await getDelivery(c.var.ctx, deliveryId, id);
    return c.json(toDeliveryDetailDocument(delivery), 200);
  });
  api.openapi(replayRoute, async (c) => {
    const { id, deliveryId } = c.req.valid("param");
    await replayDelivery(c.var.ctx, deliveryId, id);
    return c.body(null, 204);
  });
  api.openapi(replayFailedRoute, async (c) => {
    const since = atMsOf(c.req.valid("json").from);
    const replayed = await replayFailedDeliveries(c.var.ctx, c.req.valid("param").id, since);
    return c.json(replayed, 200);
  });
}
