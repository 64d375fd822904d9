import { estimateModelUsage } from "./estimate.ts";
import { toOpenAiBody } from "./openai.ts";
import { OpenAiReader } from "./openai-reader.ts";
import { ProviderError, type Provider, type ProviderErrorKind } from "./provider.ts";
import { streamAnswer } from "./stream-answer.ts";
import type { Wire } from "./wire.ts";

/** What is used of the Workers AI binding. */
export interface WorkersAiBinding {
  run(
    model: string,
    inputs: Record<string, unknown>,
    options?: { signal?: AbortSignal },
  ): Promise<unknown>;
}

/** Models that run at Cloudflare, through the Worker's own binding. */
export function createWorkersAiProvider(binding: WorkersAiBinding): Provider {
  const wire: Wire = {
    secrets: [],
    createReader: () => new OpenAiReader([]),
    async open(request, messages, signal) {
      const { model, stream_options: _, ...inputs } = toOpenAiBody(request, messages);
      const answer = await run(
        binding,
        String(model),
        { ...inputs, max_tokens: request.maxOutputTokens },
        signal,
      );
      if (answer instanceof ReadableStream) return answer;
      throw new ProviderError("protocol", "Workers AI answered with something else than a stream");
    },
  };
  return {
    id: "workers-ai",
    stream: (request, signal) => streamAnswer(wire, request, signal),
    estimate: estimateModelUsage,
    check: () => Promise.resolve({ state: "connected", models: [] }),
  };
}

async function run(
  binding: WorkersAiBinding,
  model: string,
  inputs: Record<string, unknown>,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return await binding.run(model, inputs, { signal });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const code = Number(/\b(\d{4})\b/.exec(message)?.[1]);
    const kind = kindsByCode.get(code) ?? "unavailable";
    throw new ProviderError(kind, `Workers AI failed: ${message}`);
  }
}

/** https://developers.cloudflare.com/workers-ai/platform/errors/ */
const kindsByCode: ReadonlyMap<number, ProviderErrorKind> = new Map([
  [3003, "bad-request"],
  [3006, "context-too-long"],
  [3007, "timeout"],
  [3008, "timeout"],
  [3023, "auth"],
  [3036, "rate-limited"],
  [3039, "bad-request"],
  [3040, "overloaded"],
  [3041, "auth"],
  [3042, "bad-request"],
  [5004, "bad-request"],
  [5005, "bad-request"],
  [5007, "bad-request"],
  [5016, "auth"],
  [5018, "auth"],
  [5019, "bad-request"],
]);
