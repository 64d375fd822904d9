import type { Ctx } from "#platform/ctx";
import { getRateCard } from "./get-rate-card.ts";
import type { ModelView } from "./schema.ts";
import { toModelView } from "./to-model-view.ts";

/**
 * Every model of the current rate card in its order, those that cannot be used now as well. The
 * first available one is the default.
 */
export async function listModels(ctx: Ctx): Promise<ModelView[]> {
  const card = await getRateCard(ctx);
  return card.models.map((model) => toModelView(ctx, card, model));
}
