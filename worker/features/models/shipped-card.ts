import type { PtPrices, RateCardModel } from "./schema.ts";

/** What a PT price adds to the provider's list price. */
export const MARGIN = 1.25;

/**
 * The provider's list price in US dollars per million tokens, with the margin, in PT per 1,000
 * tokens. 1,000 PT are 1 US dollar, so both units carry the same number.
 */
export function ptPricesOf(usdPerMillion: PtPrices): PtPrices {
  const withMargin = (usd: number) => Math.round(usd * MARGIN * 1e6) / 1e6;
  return {
    input: withMargin(usdPerMillion.input),
    cachedRead: withMargin(usdPerMillion.cachedRead),
    cacheWrite: withMargin(usdPerMillion.cacheWrite),
    output: withMargin(usdPerMillion.output),
  };
}

/**
 * The card of a new deployment, version 1 of its book. The first model that can be used is the
 * default. Prices are the providers' public ones when this was written; the operator keeps them
 * true by publishing new versions.
 */
export const shippedModels: RateCardModel[] = [
  {
    id: "gpt-5-mini",
    provider: "openai",
    upstreamModel: "gpt-5-mini",
    name: "GPT-5 mini",
    class: "core",
    ptPer1k: ptPricesOf({ input: 0.25, cachedRead: 0.025, cacheWrite: 0.25, output: 2 }),
    maxOutputTokens: 8_192,
    contextTokens: 400_000,
    minPlan: "free",
  },
  {
    id: "claude-haiku-4-5",
    provider: "anthropic",
    upstreamModel: "claude-haiku-4-5",
    name: "Claude Haiku 4.5",
    class: "core",
    ptPer1k: ptPricesOf({ input: 1, cachedRead: 0.1, cacheWrite: 1.25, output: 5 }),
    maxOutputTokens: 8_192,
    contextTokens: 200_000,
    minPlan: "free",
  },
  {
    id: "gpt-oss-120b",
    provider: "workers-ai",
    upstreamModel: "@cf/openai/gpt-oss-120b",
    name: "gpt-oss 120B",
    class: "core",
    ptPer1k: ptPricesOf({ input: 0.35, cachedRead: 0.35, cacheWrite: 0.35, output: 0.75 }),
    maxOutputTokens: 4_096,
    contextTokens: 128_000,
    minPlan: "free",
  },
  {
    id: "selvedge-answerer",
    provider: "builtin",
    upstreamModel: "selvedge-answerer",
    name: "Selvedge Answerer",
    class: "core",
    ptPer1k: { input: 0.2, cachedRead: 0.05, cacheWrite: 0.2, output: 2 },
    maxOutputTokens: 2_048,
    minPlan: "visitor",
  },
  {
    id: "gpt-5",
    provider: "openai",
    upstreamModel: "gpt-5",
    name: "GPT-5",
    class: "advanced",
    ptPer1k: ptPricesOf({ input: 1.25, cachedRead: 0.125, cacheWrite: 1.25, output: 10 }),
    maxOutputTokens: 16_384,
    contextTokens: 400_000,
    minPlan: "entry",
  },
  {
    id: "claude-sonnet-4-5",
    provider: "anthropic",
    upstreamModel: "claude-sonnet-4-5",
    name: "Claude Sonnet 4.5",
    class: "advanced",
    ptPer1k: ptPricesOf({ input: 3, cachedRead: 0.3, cacheWrite: 3.75, output: 15 }),
    maxOutputTokens: 16_384,
    contextTokens: 200_000,
    minPlan: "entry",
  },
  {
    id: "claude-opus-4-5",
    provider: "anthropic",
    upstreamModel: "claude-opus-4-5",
    name: "Claude Opus 4.5",
    class: "advanced",
    ptPer1k: ptPricesOf({ input: 5, cachedRead: 0.5, cacheWrite: 6.25, output: 25 }),
    maxOutputTokens: 16_384,
    contextTokens: 200_000,
    minPlan: "pro",
  },
];
