import { microToPt } from "#core/money";
import type { CompletionEvent } from "#features/chat";
import type { CitationView } from "#features/chat/schema";

/** How a completion ended well. */
export type CompletionSettled = Extract<CompletionEvent, { type: "settled" }>;

/** What OpenAI's answer and its chunks say of the completion as a whole. */
export interface CompletionHead {
  id: string;
  /** Unix seconds. */
  created: number;
  model: string;
}

const finishReasons = {
  stop: "stop",
  stopped: "stop",
  error: "stop",
  length: "length",
  "tool-calls": "tool_calls",
  "content-filter": "content_filter",
} as const;

export function finishReasonOf({ finishReason }: CompletionSettled) {
  return finishReasons[finishReason];
}

/**
 * Our disjoint token classes as OpenAI counts them: `prompt_tokens` includes what was read from and
 * written to a cache.
 */
export function toOpenAiUsage({ tokens }: CompletionSettled) {
  const { input, cachedRead, cacheWrite, output } = tokens;
  const promptTokens = input + cachedRead + cacheWrite;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: output,
    total_tokens: promptTokens + output,
    prompt_tokens_details: { cached_tokens: cachedRead, cache_write_tokens: cacheWrite },
  };
}

/** What the completion cost, beside OpenAI's members. */
export function toPt(settled: CompletionSettled) {
  const { chargedMicroPt, balanceMicroPt, estimated, transactionId } = settled;
  const charged = microToPt(chargedMicroPt);
  const balance = balanceMicroPt === null ? null : microToPt(balanceMicroPt);
  return {
    charged,
    chargedMicroPt: String(chargedMicroPt),
    balance,
    balanceMicroPt: balanceMicroPt === null ? null : String(balanceMicroPt),
    estimated,
    transactionId,
  };
}

export interface CollectedCompletion {
  text: string;
  citations: CitationView[];
  settled: CompletionSettled;
}

/** Reads a completion to its end. Throws its problem when it failed; nothing was charged then. */
export async function collectCompletion(
  events: AsyncIterable<CompletionEvent>,
): Promise<CollectedCompletion> {
  let text = "";
  const citations: CitationView[] = [];
  for await (const event of events) {
    switch (event.type) {
      case "text":
        text += event.text;
        break;
      case "citation":
        citations.push(event.citation);
        break;
      case "failed":
        throw event.problem;
      case "settled":
        return { text, citations, settled: event };
    }
  }
  throw new Error("A completion ended without saying how");
}

/** The whole answer in OpenAI's shape. */
export function toCompletion(head: CompletionHead, collected: CollectedCompletion) {
  const { text, citations, settled } = collected;
  return {
    id: head.id,
    object: "chat.completion" as const,
    created: head.created,
    model: head.model,
    choices: [
      {
        index: 0,
        message: { role: "assistant" as const, content: text, refusal: null },
        logprobs: null,
        finish_reason: finishReasonOf(settled),
      },
    ],
    usage: toOpenAiUsage(settled),
    ...(citations.length === 0 ? {} : { citations }),
    pt: toPt(settled),
  };
}
