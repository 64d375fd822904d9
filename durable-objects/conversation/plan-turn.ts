import { priceTokens, type TokenPrices } from "#core/pricing";
import { refuse, type Result } from "#core/result";
import type {
  ContextPassage,
  Provider,
  ProviderMessage,
  ProviderRequest,
  UsageEstimate,
} from "#platform/ai/provider";
import type { SearchIndex } from "#platform/ai/builtin/search-index";
import type { StartRefusal, TurnBasis, TurnEstimate } from "./commands.ts";

export interface PlannedTurn {
  request: ProviderRequest;
  estimate: TurnEstimate;
}

export interface PlanInput {
  basis: TurnBasis;
  /** Oldest first, the question last. */
  messages: ProviderMessage[];
  passages: ContextPassage[];
  knowledge: SearchIndex[];
  provider: Provider;
}

export type PlanRefusal = Extract<StartRefusal, { reason: "too-long" }>;

/**
 * The request to the provider and what it may use at the most. Where the conversation has outgrown
 * the model, its oldest messages are left out; a question that does not fit alone is refused.
 */
export function planTurn(input: PlanInput): Result<PlannedTurn, PlanRefusal> {
  const { basis, provider } = input;
  const { model } = basis;
  let { messages } = input;
  for (;;) {
    const request = toRequest(input, messages);
    const usage = provider.estimate(request);
    const room = (model.contextTokens ?? Infinity) - usage.inputTokensMax;
    if (room >= Math.min(request.maxOutputTokens, OUTPUT_ROOM_MIN)) {
      const maxOutputTokens = Math.min(request.maxOutputTokens, Math.max(room, 1));
      const estimate = toEstimate(usage, maxOutputTokens, model.prices);
      return { ok: true, value: { request: { ...request, maxOutputTokens }, estimate } };
    }
    if (messages.length <= 1) {
      const contextTokens = model.contextTokens ?? 0;
      return refuse({ reason: "too-long", inputTokens: usage.inputTokens, contextTokens });
    }
    messages = messages.slice(Math.max(1, Math.floor(messages.length / 4)));
  }
}

/** An answer shorter than this is not worth leaving messages in for. */
const OUTPUT_ROOM_MIN = 1_024;

function toRequest(input: PlanInput, messages: ProviderMessage[]): ProviderRequest {
  const { settings, model, locale } = input.basis;
  const { systemPrompt, temperature, topP, stop } = settings;
  return {
    model: model.upstreamModel,
    messages,
    locale,
    maxOutputTokens: Math.min(settings.maxOutputTokens ?? Infinity, model.maxOutputTokens),
    ...(systemPrompt === undefined ? {} : { system: systemPrompt }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(stop === undefined ? {} : { stop }),
    ...(model.provider === "builtin"
      ? { knowledge: input.knowledge }
      : { passages: input.passages }),
  };
}

function toEstimate(
  usage: UsageEstimate,
  maxOutputTokens: number,
  prices: TokenPrices,
): TurnEstimate {
  const outputTokensMax = usage.outputTokens ?? maxOutputTokens;
  return {
    inputTokens: usage.inputTokens,
    inputTokensMax: usage.inputTokensMax,
    outputTokens: usage.outputTokens ?? null,
    outputTokensMax,
    holdMicroPt: holdFor(prices, usage.inputTokensMax, outputTokensMax),
  };
}

/** What input and output may cost at the most: input may turn out to be of its dearest class. */
export function holdFor(prices: TokenPrices, inputTokens: number, outputTokens: number): number {
  const dearest = Math.max(prices.input, prices.cachedRead, prices.cacheWrite);
  return priceTokens(
    { ...prices, input: dearest },
    { input: inputTokens, cachedRead: 0, cacheWrite: 0, output: outputTokens },
  );
}
