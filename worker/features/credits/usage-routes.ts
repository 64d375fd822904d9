import { z } from "zod";
import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import { getSpendLimits } from "./get-spend-limits.ts";
import { getUsage } from "./get-usage.ts";
import { SpendLimits, usageGroups } from "./schema.ts";
import { updateSpendLimits } from "./update-spend-limits.ts";
import {
  SpendLimitsDocument,
  spendLimitsExample,
  toSpendLimitsDocument,
  toUsageDocument,
  UsageDocument,
  usageExample,
} from "./usage-documents.ts";

const Day = z.iso.date().max(10).optional();

const usageRoute = apiRoute({
  method: "get",
  path: "/billing/usage",
  operationId: "getUsage",
  summary: "Get usage",
  description:
    "What the workspace used, told apart by day, model, member or feature: days oldest first, the rest dearest first, at most a thousand. Days are in UTC and both included; without them it is the last 30, at most 366. It follows the ledger within seconds; what a charge gave back counts against the day on which it did. A plain member is told about no other member.",
  tags: ["Billing"],
  scope: "read",
  request: {
    query: z.object({
      by: z.enum(usageGroups).default("day").meta({ example: "model" }),
      from: Day.meta({ description: "First day", example: "2026-11-01" }),
      to: Day.meta({ description: "Last day", example: "2026-11-21" }),
      model: z.string().max(120).optional().meta({ description: "Only of this model" }),
      feature: z.string().max(40).optional().meta({
        description: "Only of this feature: `chat`, `api` or `visitor`",
        example: "chat",
      }),
      memberId: z.string().max(64).optional().meta({ description: "Only of this member" }),
      apiKeyId: z.string().max(64).optional().meta({ description: "Only of this API key" }),
    }),
  },
  responses: { 200: jsonAnswer("The usage", UsageDocument, usageExample) },
});

const limitsRoute = apiRoute({
  method: "get",
  path: "/billing/limits",
  operationId: "getSpendLimits",
  summary: "Get limits and alerts",
  description:
    "What the workspace may spend in a period, when its people are told, and how far it is now, from its ledger.",
  tags: ["Billing"],
  scope: "read",
  responses: { 200: jsonAnswer("The limits", SpendLimitsDocument, spendLimitsExample) },
});

const updateLimitsRoute = apiRoute({
  method: "put",
  path: "/billing/limits",
  operationId: "updateSpendLimits",
  summary: "Set limits and alerts",
  description:
    "Replaces them as a whole. The cap is hard: a request that might go above it is refused with `spend-cap` before the model is asked, for everyone in the workspace, from this answer on. Alerts come once a period, in the product, by mail and as the webhooks `credits.low` and `credits.exhausted`. For owners and admins. Safe to repeat.",
  tags: ["Billing"],
  scope: "billing",
  request: {
    body: jsonBody(SpendLimits.meta({ id: "SpendLimitsChange" }), {
      capPt: 20_000,
      alertPercents: [80, 100],
      lowPt: 500,
    }),
  },
  responses: { 200: jsonAnswer("The limits", SpendLimitsDocument, spendLimitsExample) },
});

/** The public API of usage and of limits on it. */
export function registerUsageRoutes(api: Api): void {
  api.openapi(usageRoute, async (c) => {
    return c.json(toUsageDocument(await getUsage(c.var.ctx, c.req.valid("query"))), 200);
  });
  api.openapi(limitsRoute, async (c) => {
    return c.json(toSpendLimitsDocument(await getSpendLimits(c.var.ctx)), 200);
  });
  api.openapi(updateLimitsRoute, async (c) => {
    const view = await updateSpendLimits(c.var.ctx, c.req.valid("json"));
    return c.json(toSpendLimitsDocument(view), 200);
  });
}
