import { z } from "zod";
import { type Api, apiRoute, idParam, jsonAnswer, jsonBody } from "#platform/api";
import { createEndpoint } from "./create-endpoint.ts";
import { deleteEndpoint } from "./delete-endpoint.ts";
import { registerDeliveryRoutes } from "./delivery-routes.ts";
import { getEndpoint, listEndpoints } from "./list-endpoints.ts";
import { rotateSecret } from "./rotate-secret.ts";
import {
  deliveryDetailExample,
  DeliveryDetailDocument,
  EndpointDocument,
  endpointExample,
  EndpointWithSecret,
  secretExample,
  toDeliveryDetailDocument,
  toEndpointDocument,
} from "./route-documents.ts";
import { EndpointChange, ENDPOINTS_MAX, NewEndpoint } from "./schema.ts";
import { testEndpoint } from "./test-endpoint.ts";
import { updateEndpoint } from "./update-endpoint.ts";

const tags = ["Webhooks"];
const params = z.object({ id: idParam("The endpoint's id", endpointExample.id) });
const withSecret = { endpoint: endpointExample, secret: secretExample };

const listRoute = apiRoute({
  method: "get",
  path: "/webhook-endpoints",
  operationId: "listWebhookEndpoints",
  summary: "List webhook endpoints",
  description: "The workspace's endpoints, oldest first. Secrets are not shown. For admins.",
  tags,
  scope: "read",
  responses: {
    200: jsonAnswer(
      "The endpoints",
      z.object({ items: z.array(EndpointDocument).max(ENDPOINTS_MAX), nextCursor: z.null() }),
      { items: [endpointExample], nextCursor: null },
    ),
  },
});

const createRoute = apiRoute({
  method: "post",
  path: "/webhook-endpoints",
  operationId: "createWebhookEndpoint",
  summary: "Create a webhook endpoint",
  description:
    "Tells an address of yours what happens in this workspace, from now on. Messages are signed by the [Standard Webhooks](https://www.standardwebhooks.com) specification; the signing secret is in this answer and never again. Only `https` addresses of the public network are let through. For admins.",
  tags,
  scope: "write",
  idempotent: true,
  request: {
    body: jsonBody(NewEndpoint.meta({ id: "NewWebhookEndpoint" }), {
      url: endpointExample.url,
      description: endpointExample.description,
      types: endpointExample.types,
    }),
  },
  responses: { 201: jsonAnswer("The endpoint and its secret", EndpointWithSecret, withSecret) },
  problems: ["limit-reached", "url-refused"],
});

const getRoute = apiRoute({
  method: "get",
  path: "/webhook-endpoints/{id}",
  operationId: "getWebhookEndpoint",
  summary: "Get a webhook endpoint",
  description: "Its address, what it listens to and how it does. For admins.",
  tags,
  scope: "read",
  request: { params },
  responses: { 200: jsonAnswer("The endpoint", EndpointDocument, endpointExample) },
  problems: ["not-found"],
});

const updateRoute = apiRoute({
  method: "patch",
  path: "/webhook-endpoints/{id}",
  operationId: "updateWebhookEndpoint",
  summary: "Change a webhook endpoint",
  description:
    "Changes what is given. `state` switches it off, or on again after it was disabled. Deliveries that wait go to the new address. Safe to repeat. For admins.",
  tags,
  scope: "write",
  request: {
    params,
    body: jsonBody(EndpointChange.meta({ id: "WebhookEndpointChange" }), { state: "active" }),
  },
  responses: { 200: jsonAnswer("The endpoint", EndpointDocument, endpointExample) },
  problems: ["not-found", "url-refused"],
});

const deleteRoute = apiRoute({
  method: "delete",
  path: "/webhook-endpoints/{id}",
  operationId: "deleteWebhookEndpoint",
  summary: "Delete a webhook endpoint",
  description: "Nothing more is sent to it, and its secret is forgotten. For admins.",
  tags,
  scope: "write",
  request: { params },
  responses: { 204: { description: "The endpoint is deleted" } },
  problems: ["not-found"],
});

const rotateRoute = apiRoute({
  method: "post",
  path: "/webhook-endpoints/{id}/rotate-secret",
  operationId: "rotateWebhookSecret",
  summary: "Rotate the signing secret",
  description:
    "Makes a new secret, which is in this answer and never again. For 24 hours both secrets sign: `webhook-signature` is a list. For admins.",
  tags,
  scope: "write",
  idempotent: true,
  request: { params },
  responses: { 200: jsonAnswer("The endpoint and its secret", EndpointWithSecret, withSecret) },
  problems: ["not-found", "conflict"],
});

const testRoute = apiRoute({
  method: "post",
  path: "/webhook-endpoints/{id}/test",
  operationId: "testWebhookEndpoint",
  summary: "Send a test",
  description:
    "Sends `test.ping` at once, also to an endpoint that is switched off, and answers with what came back. It is tried once. For admins, 60 times a minute.",
  tags,
  scope: "write",
  idempotent: true,
  request: { params },
  responses: {
    200: jsonAnswer("What came of it", DeliveryDetailDocument, {
      ...deliveryDetailExample,
      type: "test.ping",
    }),
  },
  problems: ["not-found"],
});

export function registerWebhookRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const endpoints = await listEndpoints(c.var.ctx);
    return c.json({ items: endpoints.map(toEndpointDocument), nextCursor: null }, 200);
  });
  api.openapi(createRoute, async (c) => {
    const { endpoint, secret } = await createEndpoint(c.var.ctx, c.req.valid("json"));
    return c.json({ endpoint: toEndpointDocument(endpoint), secret }, 201);
  });
  api.openapi(getRoute, async (c) => {
    const endpoint = await getEndpoint(c.var.ctx, c.req.valid("param").id);
    return c.json(toEndpointDocument(endpoint), 200);
  });
  api.openapi(updateRoute, async (c) => {
    const { id } = c.req.valid("param");
    const endpoint = await updateEndpoint(c.var.ctx, id, c.req.valid("json"));
    return c.json(toEndpointDocument(endpoint), 200);
  });
  api.openapi(deleteRoute, async (c) => {
    await deleteEndpoint(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
  api.openapi(rotateRoute, async (c) => {
    const { endpoint, secret } = await rotateSecret(c.var.ctx, c.req.valid("param").id);
    return c.json({ endpoint: toEndpointDocument(endpoint), secret }, 200);
  });
  api.openapi(testRoute, async (c) => {
    const delivery = await testEndpoint(c.var.ctx, c.req.valid("param").id);
    return c.json(toDeliveryDetailDocument(delivery), 200);
  });
  registerDeliveryRoutes(api);
}
