import { z } from "zod";

export const providerIds = ["builtin", "openai", "anthropic", "workers-ai"] as const;
export const modelClasses = ["core", "advanced"] as const;
/** Plans from the least to the most; a model's `minPlan` opens it to that plan and those after. */
export const plans = ["visitor", "free", "entry", "pro", "business"] as const;

/** PT per 1,000 tokens; unsigned, at most six decimals. */
const PtPer1k = z
  .number()
  .min(0, "a price is never negative")
  .max(1_000_000)
  .refine((pt) => Math.abs(Math.round(pt * 1e6) - pt * 1e6) < 1e-3, "at most six decimals");

/** The price of each token class. */
export const PtPrices = z.object({
  input: PtPer1k,
  cachedRead: PtPer1k,
  cacheWrite: PtPer1k,
  output: PtPer1k,
});
export type PtPrices = z.infer<typeof PtPrices>;

/** What the provider takes, in US dollars per million tokens of each class. */
export const ProviderPrices = z.object({
  input: PtPer1k,
  cachedRead: PtPer1k,
  cacheWrite: PtPer1k,
  output: PtPer1k,
});
export type ProviderPrices = z.infer<typeof ProviderPrices>;

/** One model of a rate card. */
export const RateCardModel = z.object({
  id: z.string().regex(/^[\w.:/@-]{1,120}$/, "letters, digits and . : / @ _ -"),
  provider: z.enum(providerIds),
  upstreamModel: z.string().min(1).max(200),
  name: z.string().min(1).max(80).optional(),
  class: z.enum(modelClasses),
  /** Without a price the model is listed, but every use of it is refused. */
  ptPer1k: PtPrices.optional(),
  /** For the operator's margins alone; absent is not known. */
  usdPerMillion: ProviderPrices.optional(),
  maxOutputTokens: z.int().min(1).max(1_000_000),
  contextTokens: z.int().min(1).max(10_000_000).optional(),
  /** Absent: open to every plan. */
  minPlan: z.enum(plans).optional(),
});
export type RateCardModel = z.infer<typeof RateCardModel>;

/** What an operator publishes: the whole card, which becomes the next version. */
export const RateCardInput = z.object({
  models: z
    .array(RateCardModel)
    .min(1)
    .max(200)
    .refine((models) => new Set(models.map((one) => one.id)).size === models.length, {
      message: "each model appears once",
    }),
  /** The version that was edited: publishing is refused when another has come since. */
  basedOnVersion: z.int().min(1).optional(),
});
export type RateCardInput = z.infer<typeof RateCardInput>;

export const RateCard = RateCardInput.omit({ basedOnVersion: true }).extend({
  version: z.int().min(1),
  publishedAtMs: z.int(),
});
export type RateCard = z.infer<typeof RateCard>;

/** A model as someone in a workspace sees it: without what its provider takes. */
export interface ModelView extends Omit<RateCardModel, "usdPerMillion"> {
  name: string;
  /** False when its provider is not connected. */
  connected: boolean;
  /** True when the workspace's plan opens it. */
  inPlan: boolean;
  /** True when it can be used now. */
  available: boolean;
  rateCardVersion: number;
}
