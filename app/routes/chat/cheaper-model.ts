import type { ModelView } from "#features/models/schema";

/** What 1,000 tokens in and 1,000 out cost, in PT: the one figure that models are compared by. */
export function comparedPricePt(model: ModelView): number {
  return model.ptPer1k.input + model.ptPer1k.output;
}

/** The next model that can be used now and costs less than `modelId`; offered, never chosen. */
export function findCheaperModel(
  models: readonly ModelView[],
  modelId: string,
): ModelView | undefined {
  const current = models.find(({ id }) => id === modelId);
  if (current === undefined) return undefined;
  return models
    .filter((one) => one.available && comparedPricePt(one) < comparedPricePt(current))
    .sort((a, b) => comparedPricePt(b) - comparedPricePt(a))[0];
}

/** The model a message will use: the asked one while it can be used, else the first that can. */
export function usableModel(
  models: readonly ModelView[],
  asked: string | undefined,
): ModelView | undefined {
  return (
    models.find(({ id, available }) => id === asked && available) ??
    models.find((one) => one.available)
  );
}

export type PriceClass = 1 | 2 | 3;

/** One to three coins: where the model stands among those of the card. */
export function priceClass(models: readonly ModelView[], model: ModelView): PriceClass {
  const highest = Math.max(...models.map(comparedPricePt));
  const share = highest === 0 ? 0 : comparedPricePt(model) / highest;
  if (share > 0.5) return 3;
  return share > 0.1 ? 2 : 1;
}
