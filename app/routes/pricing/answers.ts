import { MICRO_PER_PT } from "#core/money";
import { priceTokens, type TokenPrices } from "#core/pricing";

/** What the page calls an answer: a question with some of the conversation, and a few paragraphs. */
export const TYPICAL = { inputTokens: 1_500, outputTokens: 400, words: 300 } as const;

/** PT of one typical answer, as it would be charged: whole PT, rounded upward. */
export function answerPt(prices: TokenPrices): number {
  const tokens = {
    input: TYPICAL.inputTokens,
    cachedRead: 0,
    cacheWrite: 0,
    output: TYPICAL.outputTokens,
  };
  return priceTokens(prices, tokens) / MICRO_PER_PT;
}

/**
 * About how many answers the PT pay for: rounded down to two figures, so that it promises no more
 * than is there. Null where an answer costs nothing.
 */
export function answersFor(pt: number, ptPerAnswer: number): number | null {
  if (ptPerAnswer === 0) return null;
  const answers = Math.floor(pt / ptPerAnswer);
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(answers, 1))) - 1);
  return Math.floor(answers / step) * step;
}
