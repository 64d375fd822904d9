import { ptToMicro } from "#core/money";
import type { TokenPrices } from "#core/pricing";
import { Problem } from "#core/problem";
import type { RateCardModel } from "./schema.ts";

/**
 * The model's prices as `priceTokens` takes them: micro-PT per 1,000 tokens. Refuses a model
 * without a price with `model-unpriced`.
 */
export function pricesMicro(model: Pick<RateCardModel, "id" | "ptPer1k">): TokenPrices {
  if (model.ptPer1k === undefined) {
    throw new Problem("model-unpriced", { extensions: { model: model.id } });
  }
  const { input, cachedRead, cacheWrite, output } = model.ptPer1k;
  return {
    input: ptToMicro(input),
    cachedRead: ptToMicro(cachedRead),
    cacheWrite: ptToMicro(cacheWrite),
    output: ptToMicro(output),
  };
}
