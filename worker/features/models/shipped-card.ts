import type { ProviderPrices, PtPrices, RateCardModel } from "./schema.ts";

/**
 * What a PT price is of the provider's list price: two thirds of it stay when every PT of a plan is
 * used, which is what the margin monitor calls healthy.
 */
export const MARKUP = 3;

/**
 * The provider's list price in US dollars per million tokens, with the markup, in PT per 1,000
 * tokens. 1,000 PT are 1 US dollar, so both units carry the same number.
 */
function ptPricesOf(usdPerMillion: ProviderPrices): PtPrices {
  const withMarkup = (usd: number) => Math.round(usd * MARKUP * 1e6) / 1e6;
  return {
    input: withMarkup(usdPerMillion.input),
    cachedRead: withMarkup(usdPerMillion.cachedRead),
    cacheWrite: withMarkup(usdPerMillion.cacheWrite),
    output: withMarkup(usdPerMillion.output),
  };
}

/** Both prices of a model: the provider's, and ours. */
function priced(usdPerMillion: ProviderPrices): Pick<RateCardModel, "ptPer1k" | "usdPerMillion"> {
  return { ptPer1k: ptPricesOf(usdPerMillion), usdPerMillion };
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
    ...priced({ input: 0.25, cachedRead: 0.025, cacheWrite: 0.25, output: 2 }),
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
    ...priced({ input: 1, cachedRead: 0.1, cacheWrite: 1.25, output: 5 }),
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
    ...priced({ input: 0.35, cachedRead: 0.35, cacheWrite: 0.35, output: 0.75 }),
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
    usdPerMillion: { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 },
    maxOutputTokens: 2_048,
    minPlan: "visitor",
  },
  {
    id: "gpt-5",
    provider: "openai",
    upstreamModel: "gpt-5",
    name: "GPT-5",
    class: "advanced",
    ...priced({ input: 1.25, cachedRead: 0.125, cacheWrite: 1.25, output: 10 }),
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
    ...priced({ input: 3, cachedRead: 0.3, cacheWrite: 3.75, output: 15 }),
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
    ...priced({ input: 5, cachedRead: 0.5, cacheWrite: 6.25, output: 25 }),
    maxOutputTokens: 16_384,
    contextTokens: 200_000,
    minPlan: "pro",
  },
];
