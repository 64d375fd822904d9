import type { ModelView } from "#features/models/schema";

/** What 1,000 tokens in and 1,000 out cost, in PT: the one figure that models are compared by. */
export function comparedPricePt(model: ModelView): number {
  const prices = model.ptPer1k;
  return prices === undefined ? Number.POSITIVE_INFINITY : prices.input + prices.output;
}

/** The cheapest model that can be used now, if it costs less than `modelId`; offered, never chosen. */
export function findCheaperModel(
  models: readonly ModelView[],
  modelId: string,
): ModelView | undefined {
  const current = models.find(({ id }) => id === modelId);
  if (current === undefined) return undefined;
  return models
    .filter((one) => one.available && comparedPricePt(one) < comparedPricePt(current))
    .sort((a, b) => comparedPricePt(a) - comparedPricePt(b))[0];
}

/**
 * The model that the next message asks for: the chosen one, also while it is closed, because another
 * is never taken silently; without a choice the first that can be used, which is the default.
 */
export function modelFor(
  models: readonly ModelView[],
  chosenId: string | undefined,
): ModelView | undefined {
  return models.find(({ id }) => id === chosenId) ?? models.find(({ available }) => available);
}

export type PriceClass = 1 | 2 | 3;

/** One to three: where the model stands among the priced ones of the card. */
export function priceClass(models: readonly ModelView[], model: ModelView): PriceClass {
  const highest = Math.max(0, ...models.map(comparedPricePt).filter(Number.isFinite));
  const share = highest === 0 ? 0 : comparedPricePt(model) / highest;
  if (share > 0.5) return 3;
  return share > 0.1 ? 2 : 1;
}
