import type { TokenCounts } from "#core/pricing";

const classes = ["input", "cachedRead", "cacheWrite", "output"] as const;
export type TokenClass = (typeof classes)[number];

export interface ChargeLine {
  name: TokenClass;
  count: number;
  /** PT per 1,000 tokens. */
  pricePt: number;
  /** Before rounding, to the micro-PT. */
  costMicroPt: number;
}

/** Tokens times price for each class, and their exact sum before the one rounding upward. */
export function chargeLines(tokens: TokenCounts, pricesPt: TokenCounts) {
  const lines: ChargeLine[] = classes.map((name) => ({
    name,
    count: tokens[name],
    pricePt: pricesPt[name],
    // PT per 1,000 tokens are milli-PT per token: a thousand micro-PT each.
    costMicroPt: Math.round(tokens[name] * pricesPt[name] * 1_000),
  }));
  return { lines, exactMicroPt: lines.reduce((sum, { costMicroPt }) => sum + costMicroPt, 0) };
}
