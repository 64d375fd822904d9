import { planOf } from "#features/plans";
import type { Ctx } from "#platform/ctx";
import { getRateCard } from "./get-rate-card.ts";
import type { ModelView } from "./schema.ts";
import { toModelView } from "./to-model-view.ts";

/**
 * Every model of the current rate card in its order, as the workspace sees it by the version of its
 * plan that it is on; without a workspace, as a visitor does. Those that cannot be used now are
 * there as well. The first available one is the default.
 */
export async function listModels(ctx: Ctx): Promise<ModelView[]> {
  const workspace = ctx.workspace ?? { plan: "visitor" };
  const [card, version] = await Promise.all([getRateCard(ctx), planOf(ctx, workspace)]);
  return card.models.map((model) => toModelView(ctx, card, model, version));
}
