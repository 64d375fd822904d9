import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { listModels } from "./list-models.ts";
import { isRouted } from "./model-routing.ts";
import type { ModelView } from "./schema.ts";
import { isOpenToKey } from "./to-model-view.ts";

/**
 * The model to use, with the prices and the version to pin on the hold. Without an id it is the
 * default: the first one that the workspace can use now. Refuses with `model-unknown`,
 * `model-not-in-plan` (403, `minPlan`), `forbidden` (the API key is for other models),
 * `model-unpriced` and `model-unavailable`, all before a provider is called.
 */
export async function requireModel(ctx: Ctx, modelId: string | undefined): Promise<ModelView> {
  const models = await listModels(ctx);
  if (modelId === undefined) {
    const first = models.find((model) => model.available);
    if (first !== undefined) return first;
    throw new Problem("model-unavailable", { detail: "No model can be used at the moment." });
  }
  const model = models.find(({ id }) => id === modelId);
  if (model === undefined) {
    throw new Problem("model-unknown", {
      detail: `There is no model "${modelId.slice(0, 120)}" on the rate card.`,
    });
  }
  if (!isOpenToKey(ctx, model.id)) {
    throw new Problem("forbidden", { detail: `This API key may not use the model "${model.id}".` });
  }
  if (!model.inPlan) {
    throw new Problem("model-not-in-plan", {
      detail:
        model.minPlan === undefined
          ? `The plan has no ${model.class} models, of which "${model.id}" is one.`
          : `The model "${model.id}" needs the plan "${model.minPlan}" or a larger one.`,
      extensions: {
        model: model.id,
        class: model.class,
        minPlan: model.minPlan,
        plan: ctx.workspace?.plan ?? null,
      },
    });
  }
  if (model.ptPer1k === undefined) {
    throw new Problem("model-unpriced", {
      detail: `The model "${model.id}" has no price, so it cannot be used yet.`,
      extensions: { model: model.id },
    });
  }
  if (!model.connected) {
    throw new Problem("model-unavailable", {
      detail: `The provider of the model "${model.id}" is not connected.`,
      extensions: { model: model.id, provider: model.provider },
    });
  }
  return await routed(ctx, model, models);
}

/**
 * The model that answers in place of an advanced one while its plan does not pay for itself: the
 * first core model that can be used, and only for a workspace that agreed to it.
 */
async function routed(
  ctx: Ctx,
  model: ModelView,
  models: readonly ModelView[],
): Promise<ModelView> {
  if (model.class !== "advanced" || !(await isRouted(ctx))) return model;
  return models.find((other) => other.class === "core" && other.available) ?? model;
}
