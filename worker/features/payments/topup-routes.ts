import { z } from "zod";
import { type Api, apiRoute, jsonAnswer, jsonBody, pageOf, PageQuery } from "#platform/api";
import { getAutoTopup, updateAutoTopup } from "./auto-topup.ts";
import { AutoTopupDocument, toAutoDocument, TopupDocument, toTopupDocument } from "./documents.ts";
import { listTopups } from "./list-topups.ts";
import { autoTopupExample, topupExample } from "./route-examples.ts";
import { AutoTopupInput, NewTopup } from "./schema.ts";
import { startTopup } from "./start-topup.ts";

const tags = ["Billing"];

const listRoute = apiRoute({
  method: "get",
  path: "/billing/top-ups",
  operationId: "listTopups",
  summary: "List top-ups",
  description: "The workspace's purchases of PT packs, automatic ones too, newest first.",
  tags,
  scope: "read",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer("A page of top-ups", pageOf(TopupDocument), {
      items: [topupExample],
      nextCursor: null,
    }),
  },
});

const StartedTopup = z
  .object({
    topupId: z.string().max(64),
    url: z
      .string()
      .max(2_000)
      .nullable()
      .meta({ description: "Where the customer pays or confirms; null when nothing is asked" }),
  })
  .meta({ id: "StartedTopup" });

const startRoute = apiRoute({
  method: "post",
  path: "/billing/top-ups",
  operationId: "startTopup",
  summary: "Buy a pack of PT",
  description:
    "`checkout` answers with Stripe's page, `saved` takes the default payment method. The PT come when the payment has succeeded, once, and last twelve months. A declined card is `payment-failed`. The same `Idempotency-Key` buys once. For owners and admins.",
  tags,
  scope: "billing",
  idempotent: true,
  request: {
    body: jsonBody(NewTopup.omit({ key: true }).meta({ id: "NewTopup" }), {
      packId: "pt-10000",
      how: "checkout",
    }),
  },
  responses: {
    201: jsonAnswer("The top-up has begun", StartedTopup, {
      topupId: topupExample.id,
      url: topupExample.url,
    }),
  },
  problems: ["not-connected", "payment-failed", "limit-reached", "conflict"],
});

const autoAnswer = jsonAnswer("The automatic top-up", AutoTopupDocument, autoTopupExample);

const getAutoRoute = apiRoute({
  method: "get",
  path: "/billing/auto-top-up",
  operationId: "getAutoTopup",
  summary: "Get the automatic top-up",
  description:
    "When the workspace buys PT by itself, and what of the month's cap is used. Months are calendar months in UTC.",
  tags,
  scope: "read",
  responses: { 200: autoAnswer },
});

const putAutoRoute = apiRoute({
  method: "put",
  path: "/billing/auto-top-up",
  operationId: "updateAutoTopup",
  summary: "Set the automatic top-up",
  description:
    "Below the threshold a pack is bought with the default payment method, never above the month's cap. Three failures in a row switch it off. Switching it on needs a payment method. Safe to repeat. For owners and admins.",
  tags,
  scope: "billing",
  request: {
    body: jsonBody(AutoTopupInput.meta({ id: "AutoTopupSettings" }), {
      enabled: true,
      thresholdPt: 1_000,
      packId: "pt-10000",
      monthlyCapMinor: 5_000,
      currency: "usd",
    }),
  },
  responses: { 200: autoAnswer },
  problems: ["not-connected", "conflict"],
});

export function registerTopupRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { items, nextCursor } = await listTopups(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(toTopupDocument), nextCursor }, 200);
  });
  api.openapi(startRoute, async (c) => {
    const { idempotencyKey: key } = c.var;
    const wanted = c.req.valid("json");
    const started = await startTopup(c.var.ctx, key === undefined ? wanted : { ...wanted, key });
    return c.json(started, 201);
  });
  api.openapi(getAutoRoute, async (c) =>
    c.json(toAutoDocument(await getAutoTopup(c.var.ctx)), 200),
  );
  api.openapi(putAutoRoute, async (c) =>
    c.json(toAutoDocument(await updateAutoTopup(c.var.ctx, c.req.valid("json"))), 200),
  );
}
