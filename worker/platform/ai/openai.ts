import { checkEndpoint } from "./check.ts";
import { estimateModelUsage, systemText } from "./estimate.ts";
import { findArray, findString } from "./json.ts";
import { OpenAiReader } from "./openai-reader.ts";
import { openStream, type Fetch } from "./http.ts";
import {
  ProviderError,
  type Provider,
  type ProviderMessage,
  type ProviderRequest,
} from "./provider.ts";
import { streamAnswer } from "./stream-answer.ts";
import type { Wire } from "./wire.ts";

export interface OpenAiSettings {
  /** With the version, as OpenAI's own clients take it; `/v1` is added to a bare origin. */
  baseUrl: string;
  /** Undefined for servers that ask for none, as Ollama. */
  apiKey?: string;
  fetch?: Fetch;
}

/** OpenAI and every server that speaks its chat completions: Ollama, vLLM, OpenRouter and others. */
export function createOpenAiProvider(settings: OpenAiSettings): Provider {
  const baseUrl = withVersion(settings.baseUrl);
  const secrets = settings.apiKey === undefined ? [] : [settings.apiKey];
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (settings.apiKey !== undefined) headers.authorization = `Bearer ${settings.apiKey}`;
  const call = { headers, secrets, fetch: settings.fetch };
  const url = `${baseUrl}/chat/completions`;

  const wire: Wire = {
    secrets,
    createReader: () => new OpenAiReader(secrets),
    async open(request, messages, signal) {
      const limitName = new URL(baseUrl).hostname === "api.openai.com" ? newLimit : oldLimit;
      const body = toOpenAiBody(request, messages);
      try {
        return await openStream(url, {
          ...call,
          body: { ...body, [limitName]: request.maxOutputTokens },
          signal,
        });
      } catch (thrown) {
        // Newer models name the limit anew and refuse the old name; the refusal costs nothing.
        if (limitName === newLimit || !asksForNewLimit(thrown)) throw thrown;
        return openStream(url, {
          ...call,
          body: { ...body, [newLimit]: request.maxOutputTokens },
          signal,
        });
      }
    },
  };
  return {
    id: "openai",
    stream: (request, signal) => streamAnswer(wire, request, signal),
    estimate: estimateModelUsage,
    check: (timeoutMs) => checkEndpoint(`${baseUrl}/models`, { ...call, timeoutMs }, readModelIds),
  };
}

const oldLimit = "max_tokens";
const newLimit = "max_completion_tokens";

function asksForNewLimit(thrown: unknown): boolean {
  return (
    thrown instanceof ProviderError && thrown.status === 400 && thrown.message.includes(newLimit)
  );
}

/** The body without the limit of output tokens, whose name depends on the server. */
export function toOpenAiBody(
  request: ProviderRequest,
  messages: readonly ProviderMessage[],
): Record<string, unknown> {
  const system = systemText(request);
  return {
    model: request.model,
    messages: [
      ...(system === "" ? [] : [{ role: "system", content: system }]),
      ...messages.map(toOpenAiMessage),
    ],
    stream: true,
    stream_options: { include_usage: true },
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(request.stop === undefined || request.stop.length === 0 ? {} : { stop: request.stop }),
    ...(request.tools === undefined || request.tools.length === 0
      ? {}
      : { tools: request.tools.map(toOpenAiTool) }),
  };
}

function toOpenAiTool({
  name,
  description,
  parameters,
}: NonNullable<ProviderRequest["tools"]>[number]) {
  return { type: "function", function: { name, description, parameters } };
}

function toOpenAiMessage(message: ProviderMessage): Record<string, unknown> {
  if (message.role === "tool") {
    return { role: "tool", tool_call_id: message.toolCallId, content: message.content };
  }
  const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
  if (calls.length === 0) return { role: message.role, content: message.content };
  return {
    role: message.role,
    content: message.content === "" ? null : message.content,
    tool_calls: calls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: call.name, arguments: call.argumentsJson },
    })),
  };
}

function readModelIds(body: unknown): string[] {
  return findArray(body, "data").flatMap((model) => findString(model, "id") ?? []);
}

/** Without a trailing slash, and with `/v1` when the address has no path. */
function withVersion(baseUrl: string): string {
  const trimmed = baseUrl.replace(/\/+$/, "");
  return new URL(trimmed).pathname === "/" ? `${trimmed}/v1` : trimmed;
}
