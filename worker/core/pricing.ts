import { invariant } from "./assert.ts";
import { AMOUNT_MICRO_PT_MAX, MICRO_PER_PT } from "./money.ts";

/** Token classes are disjoint; `output` includes reasoning tokens. */
export interface TokenCounts {
  input: number;
  cachedRead: number;
  cacheWrite: number;
  output: number;
}

/** Prices in micro-PT per 1,000 tokens, unsigned integers, one for each token class. */
export type TokenPrices = TokenCounts;

const classes = ["input", "cachedRead", "cacheWrite", "output"] as const;

/**
 * What the tokens cost, in micro-PT, rounded once and upward to a whole PT. No tokens cost nothing.
 * Exact for any safe integers; throws on a negative or fractional count or price.
 */
export function priceTokens(prices: TokenPrices, tokens: TokenCounts): number {
  let milliMicro = 0n;
  for (const name of classes) {
    const price = prices[name];
    const count = tokens[name];
    invariant(Number.isSafeInteger(price) && price >= 0, `the ${name} price is unsigned`);
    invariant(Number.isSafeInteger(count) && count >= 0, `the ${name} count is unsigned`);
    milliMicro += BigInt(price) * BigInt(count);
  }
  const perWholePt = 1_000n * BigInt(MICRO_PER_PT);
  const wholePt = (milliMicro + perWholePt - 1n) / perWholePt;
  const micro = wholePt * BigInt(MICRO_PER_PT);
  invariant(micro <= BigInt(AMOUNT_MICRO_PT_MAX), "a single charge is below the largest amount");
  return Number(micro);
}
