import { AnthropicReader } from "./anthropic-reader.ts";
import { checkEndpoint } from "./check.ts";
import { estimateModelUsage, systemText } from "./estimate.ts";
import { openStream, type Fetch } from "./http.ts";
import { findArray, findString, type JsonRecord } from "./json.ts";
import type { Provider, ProviderMessage, ProviderRequest } from "./provider.ts";
import { streamAnswer } from "./stream-answer.ts";
import type { Wire } from "./wire.ts";

export interface AnthropicSettings {
  /** With or without `/v1`. */
  baseUrl: string;
  apiKey: string;
  fetch?: Fetch;
}

const API_VERSION = "2023-06-01";

/** Anthropic's messages API. */
export function createAnthropicProvider(settings: AnthropicSettings): Provider {
  const baseUrl = settings.baseUrl.replace(/\/+$/, "").replace(/\/v1$/, "");
  const secrets = [settings.apiKey];
  const headers = {
    "content-type": "application/json",
    "x-api-key": settings.apiKey,
    "anthropic-version": API_VERSION,
  };
  const call = { headers, secrets, fetch: settings.fetch };
  const wire: Wire = {
    secrets,
    createReader: () => new AnthropicReader(secrets),
    open: (request, messages, signal) =>
      openStream(`${baseUrl}/v1/messages`, {
        ...call,
        body: toAnthropicBody(request, messages),
        signal,
      }),
  };
  return {
    id: "anthropic",
    stream: (request, signal) => streamAnswer(wire, request, signal),
    estimate: estimateModelUsage,
    check: (timeoutMs) =>
      checkEndpoint(`${baseUrl}/v1/models?limit=1000`, { ...call, timeoutMs }, (body) =>
        findArray(body, "data").flatMap((model) => findString(model, "id") ?? []),
      ),
  };
}

/** https://docs.anthropic.com/en/api/messages */
export function toAnthropicBody(
  request: ProviderRequest,
  messages: readonly ProviderMessage[],
): JsonRecord {
  const system = systemText(request);
  return {
    model: request.model,
    max_tokens: request.maxOutputTokens,
    messages: toAnthropicMessages(messages),
    stream: true,
    ...(system === "" ? {} : { system }),
    ...sampling(request),
    ...(request.stop === undefined || request.stop.length === 0
      ? {}
      : { stop_sequences: request.stop }),
    ...(request.tools === undefined || request.tools.length === 0
      ? {}
      : {
          tools: request.tools.map(({ name, description, parameters }) => ({
            name,
            description,
            input_schema: parameters,
          })),
        }),
  };
}

/** Newer models refuse both at once, and the range of the temperature is 0 to 1. */
function sampling({ temperature, topP }: ProviderRequest): JsonRecord {
  if (temperature !== undefined) return { temperature: Math.min(temperature, 1) };
  return topP === undefined ? {} : { top_p: topP };
}

type AnthropicMessage = { role: "user" | "assistant"; content: JsonRecord[] };

/**
 * Neighbours of one role become one message, tool results become part of the user's turn, and
 * empty texts, which the API refuses, are left out.
 */
function toAnthropicMessages(messages: readonly ProviderMessage[]): AnthropicMessage[] {
  const result: AnthropicMessage[] = [];
  for (const message of messages) {
    const role = message.role === "assistant" ? "assistant" : "user";
    const content = toBlocks(message);
    const last = result.at(-1);
    if (content.length === 0) continue;
    if (last?.role === role) last.content.push(...content);
    else result.push({ role, content });
  }
  return result;
}

function toBlocks(message: ProviderMessage): JsonRecord[] {
  if (message.role === "tool") {
    return [{ type: "tool_result", tool_use_id: message.toolCallId, content: message.content }];
  }
  const blocks: JsonRecord[] = [];
  if (message.content.trim() !== "") blocks.push({ type: "text", text: message.content });
  if (message.role !== "assistant") return blocks;
  for (const call of message.toolCalls ?? []) {
    const input = parseInput(call.argumentsJson);
    blocks.push({ type: "tool_use", id: call.id, name: call.name, input });
  }
  return blocks;
}

function parseInput(argumentsJson: string): unknown {
  try {
    return JSON.parse(argumentsJson);
  } catch {
    return {};
  }
}
