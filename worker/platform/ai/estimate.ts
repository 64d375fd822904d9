import { estimateTokenCount } from "tokenx";
import { contextPrompt } from "./passages.ts";
import type { ProviderRequest, UsageEstimate } from "./provider.ts";

/**
 * Estimates are off by up to about a third against the providers' own tokenisers, so a hold takes
 * this much more. Never used for settling.
 */
export const ESTIMATE_SAFETY_FACTOR = 1.35;

/** Roles and separators that chat formats put around each message. */
const TOKENS_PER_MESSAGE = 4;

/** Tokens of `text`, estimated by a heuristic that knows no tokeniser. */
export function estimateTokens(text: string): number {
  return estimateTokenCount(text);
}

/** Input tokens of the first step of `request`, estimated. */
export function estimateInputTokens(request: ProviderRequest): number {
  let tokens = TOKENS_PER_MESSAGE;
  const system = systemText(request);
  if (system !== "") tokens += estimateTokens(system) + TOKENS_PER_MESSAGE;
  for (const message of request.messages) {
    tokens += estimateTokens(message.content) + TOKENS_PER_MESSAGE;
    if (message.role !== "assistant") continue;
    for (const call of message.toolCalls ?? []) {
      tokens += estimateTokens(call.name) + estimateTokens(call.argumentsJson) + TOKENS_PER_MESSAGE;
    }
  }
  for (const tool of request.tools ?? []) {
    const { name, description, parameters } = tool;
    tokens += estimateTokens(JSON.stringify({ name, description, parameters }));
  }
  return tokens;
}

/** What a language model will probably read; what it will write is not known beforehand. */
export function estimateModelUsage(request: ProviderRequest): UsageEstimate {
  const inputTokens = estimateInputTokens(request);
  return { inputTokens, inputTokensMax: Math.ceil(inputTokens * ESTIMATE_SAFETY_FACTOR) };
}

/** The system prompt with the numbered passages, as the models get it; "" when there is neither. */
export function systemText(request: ProviderRequest): string {
  return [request.system ?? "", contextPrompt(request.passages ?? [])]
    .filter((part) => part !== "")
    .join("\n\n");
}
