import { z } from "zod";
import { Problem } from "#core/problem";
import { toIso } from "#core/time";
import { requireOperator } from "#features/workspaces";
import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import { getRateCard } from "./get-rate-card.ts";
import { listModels } from "./list-models.ts";
import { publishRateCard } from "./publish-rate-card.ts";
import {
  modelClasses,
  type ModelView,
  plans,
  PtPrices,
  type RateCard,
  RateCardInput,
  RateCardModel,
} from "./schema.ts";

const MODELS_MAX = 200;

const ModelDocument = z
  .object({
    id: z.string().max(120),
    object: z.literal("model"),
    created: z.int().min(0).meta({ description: "When its price was published, Unix seconds" }),
    owned_by: z.string().max(40).meta({ description: "The provider" }),
    name: z.string().max(120),
    class: z.enum(modelClasses),
    ptPer1k: PtPrices.nullable().meta({
      description: "PT per 1,000 tokens by token class; null: no price, so it cannot be used",
    }),
    maxOutputTokens: z.int().min(1).max(1_000_000),
    contextTokens: z.int().min(1).max(10_000_000).nullable(),
    minPlan: z.enum(plans).nullable(),
    available: z.boolean().meta({ description: "You can use it now" }),
    connected: z.boolean(),
    inPlan: z.boolean(),
    rateCardVersion: z.int().min(1),
  })
  .meta({ id: "Model" });

const ModelList = z.object({
  object: z.literal("list"),
  data: z.array(ModelDocument).max(MODELS_MAX),
});

const RateCardDocument = z
  .object({
    version: z.int().min(1),
    publishedAt: z.iso.datetime().max(40),
    models: z.array(RateCardModel).max(MODELS_MAX),
  })
  .meta({ id: "RateCard" });

const modelExample: z.infer<typeof ModelDocument> = {
  id: "selvedge-answerer",
  object: "model",
  created: 1_795_219_200,
  owned_by: "builtin",
  name: "Selvedge Answerer",
  class: "core",
  ptPer1k: { input: 0.2, cachedRead: 0.05, cacheWrite: 0.2, output: 2 },
  maxOutputTokens: 2_048,
  contextTokens: null,
  minPlan: "visitor",
  available: true,
  connected: true,
  inPlan: true,
  rateCardVersion: 1,
};

const rateCardModelExample = {
  id: "gpt-5-mini",
  provider: "openai",
  upstreamModel: "gpt-5-mini",
  name: "GPT-5 mini",
  class: "core",
  ptPer1k: { input: 0.3125, cachedRead: 0.03125, cacheWrite: 0.3125, output: 2.5 },
  maxOutputTokens: 8_192,
  contextTokens: 400_000,
  minPlan: "free",
} as const;

function toDocument(model: ModelView, card: RateCard): z.infer<typeof ModelDocument> {
  return {
    id: model.id,
    object: "model",
    created: Math.floor(card.publishedAtMs / 1_000),
    owned_by: model.provider,
    name: model.name,
    class: model.class,
    ptPer1k: model.ptPer1k ?? null,
    maxOutputTokens: model.maxOutputTokens,
    contextTokens: model.contextTokens ?? null,
    minPlan: model.minPlan ?? null,
    available: model.available,
    connected: model.connected,
    inPlan: model.inPlan,
    rateCardVersion: model.rateCardVersion,
  };
}

function toCardDocument({ version, publishedAtMs, models }: RateCard) {
  return { version, publishedAt: toIso(publishedAtMs), models };
}

const listRoute = apiRoute({
  method: "get",
  path: "/models",
  operationId: "listModels",
  summary: "List models",
  description:
    "Every model of the current rate card, in OpenAI's list shape, with its prices and whether you can use it now. The first available one is the default.",
  tags: ["Models"],
  scope: "read",
  visitors: true,
  responses: { 200: jsonAnswer("The models", ModelList, { object: "list", data: [modelExample] }) },
});

const getRoute = apiRoute({
  method: "get",
  path: "/models/{id}",
  operationId: "getModel",
  summary: "Get a model",
  description: "One model of the current rate card. Ids with a slash are sent percent-encoded.",
  tags: ["Models"],
  scope: "read",
  visitors: true,
  request: {
    params: z.object({
      id: z
        .string()
        .min(1)
        .max(400)
        .meta({ description: "The model's id", example: modelExample.id }),
    }),
  },
  responses: { 200: jsonAnswer("The model", ModelDocument, modelExample) },
  problems: ["model-unknown"],
});

const getCardRoute = apiRoute({
  method: "get",
  path: "/rate-card",
  operationId: "getRateCard",
  summary: "Get the rate card",
  description: "The card in force, as it was published. For the operator of the deployment.",
  tags: ["Models"],
  scope: "read",
  responses: {
    200: jsonAnswer("The rate card", RateCardDocument, {
      version: 2,
      publishedAt: "2026-11-21T08:00:00.000Z",
      models: [rateCardModelExample],
    }),
  },
});

const putCardRoute = apiRoute({
  method: "put",
  path: "/rate-card",
  operationId: "publishRateCard",
  summary: "Publish a rate card",
  description:
    "The whole card becomes the next version, in force at once here and within five seconds everywhere. Work that has begun keeps the prices it began with. With `basedOnVersion` it is refused with `conflict` when another card was published since. For the operator of the deployment.",
  tags: ["Models"],
  scope: "write",
  request: { body: jsonBody(RateCardInput, { models: [rateCardModelExample], basedOnVersion: 1 }) },
  responses: {
    200: jsonAnswer("The published card", RateCardDocument, {
      version: 2,
      publishedAt: "2026-11-21T08:00:00.000Z",
      models: [rateCardModelExample],
    }),
  },
  problems: ["conflict"],
});

export function registerModelRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { ctx } = c.var;
    const [models, card] = [await listModels(ctx), await getRateCard(ctx)];
    return c.json(
      { object: "list" as const, data: models.map((model) => toDocument(model, card)) },
      200,
    );
  });
  api.openapi(getRoute, async (c) => {
    const { ctx } = c.var;
    const { id } = c.req.valid("param");
    const model = (await listModels(ctx)).find((one) => one.id === id);
    if (model === undefined) throw new Problem("model-unknown");
    return c.json(toDocument(model, await getRateCard(ctx)), 200);
  });
  api.openapi(getCardRoute, async (c) => {
    requireOperator(c.var.ctx);
    return c.json(toCardDocument(await getRateCard(c.var.ctx)), 200);
  });
  api.openapi(putCardRoute, async (c) => {
    const card = await publishRateCard(c.var.ctx, c.req.valid("json"));
    return c.json(toCardDocument(card), 200);
  });
}
