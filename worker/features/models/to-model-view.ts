import type { Ctx, Plan } from "#platform/ctx";
import type { PlanVersion } from "#features/plans/schema";
import { type ModelView, plans, type RateCard, type RateCardModel } from "./schema.ts";

/** True when the plan opens a model that needs at least `minPlan`. */
export function isInPlan(plan: Plan, minPlan: Plan | undefined): boolean {
  return minPlan === undefined || plans.indexOf(plan) >= plans.indexOf(minPlan);
}

/** Whether the provider's connector is set up; says nothing about whether it answers now. */
export function isConnected(ctx: Ctx, provider: RateCardModel["provider"]): boolean {
  switch (provider) {
    case "builtin":
      return true;
    case "openai":
      return ctx.settings.openai !== undefined;
    case "anthropic":
      return ctx.settings.anthropic !== undefined;
    case "workers-ai":
      return ctx.env.AI !== undefined;
  }
}

/** True unless the API key is limited to other models. */
export function isOpenToKey(ctx: Ctx, modelId: string): boolean {
  return ctx.actor.kind !== "api-key" || (ctx.actor.models?.includes(modelId) ?? true);
}

/** A model of the card as someone on that version of a plan sees it. */
export function toModelView(
  ctx: Ctx,
  card: RateCard,
  model: RateCardModel,
  { plan, modelClasses }: Pick<PlanVersion, "plan" | "modelClasses">,
): ModelView {
  const { usdPerMillion: _, ...open } = model;
  const connected = isConnected(ctx, model.provider);
  const inPlan = isInPlan(plan, model.minPlan) && modelClasses.includes(model.class);
  return {
    ...open,
    name: model.name ?? model.id,
    connected,
    inPlan,
    available: connected && inPlan && model.ptPer1k !== undefined && isOpenToKey(ctx, model.id),
    rateCardVersion: card.version,
  };
}
