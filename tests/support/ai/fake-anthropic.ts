import {
  startFake,
  type AnswerSink,
  type FakeCall,
  type FakeOptions,
  type FakeProtocol,
  type FakeProvider,
  type FakeRefusal,
} from "./fake-server.ts";
import { anthropicOrganization, anthropicUse } from "./anthropic-organization.ts";
import { answerTokens } from "./script.ts";
import { countInput, streamTokens } from "./stream-tokens.ts";

/** Starts a server that speaks Anthropic's messages API (`/v1`) as its script says. */
export function startFakeAnthropic(options: FakeOptions = {}): Promise<FakeProvider> {
  return startFake(anthropicProtocol, options);
}

const anthropicProtocol: FakeProtocol = {
  organization: anthropicOrganization,
  useOf: anthropicUse,
  paths: { chat: "/v1/messages", models: "/v1/models" },

  refuse(call, { apiKey, models }) {
    if (apiKey !== undefined && call.headers["x-api-key"] !== apiKey) {
      return { status: 401, message: "invalid x-api-key" };
    }
    if (call.headers["anthropic-version"] === undefined) {
      return invalid("anthropic-version: header is required");
    }
    if (call.path !== "/v1/messages") return undefined;
    const { messages, max_tokens: maxTokens } = call.body;
    if (call.model === "") return invalid("model: Field required");
    if (typeof maxTokens !== "number") return invalid("max_tokens: Field required");
    if (!Array.isArray(messages) || messages.length === 0) {
      return invalid("messages: at least one message is required");
    }
    if (messages.some((message) => isEmptyContent(message))) {
      return invalid("messages: text content blocks must be non-empty");
    }
    if (messages.some(({ role }: { role?: string }) => role !== "user" && role !== "assistant")) {
      return invalid('messages: Unexpected role. Allowed roles are "user" or "assistant".');
    }
    if (models !== undefined && !models.includes(call.model)) {
      return { status: 404, message: `model: ${call.model}` };
    }
    return undefined;
  },

  errorBody: ({ status, type, message }) => ({
    type: "error",
    error: { type: type ?? errorType(status), message },
    request_id: "req_fake",
  }),

  modelList: (models) => ({
    data: models.map((id) => ({
      type: "model",
      id,
      display_name: id,
      created_at: "2026-01-01T00:00:00Z",
    })),
    has_more: false,
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
  }),

  async answer(call, out) {
    call.billedInputTokens =
      call.script.inputTokens ?? countInput([call.body.system, call.body.messages]);
    if (call.body.stream === true) await streamAnswer(call, out);
    else await wholeAnswer(call, out);
  },
};

function isEmptyContent(message: { content?: unknown }): boolean {
  if (message.content === "") return true;
  if (!Array.isArray(message.content)) return false;
  return message.content.some(
    (block: { type?: string; text?: string }) => block.type === "text" && block.text?.trim() === "",
  );
}

function invalid(message: string): FakeRefusal {
  return { status: 400, message };
}

const errorTypes: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  405: "invalid_request_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
};

function errorType(status: number): string {
  return errorTypes[status] ?? "api_error";
}

async function streamAnswer(call: FakeCall, out: AnswerSink): Promise<void> {
  const { script } = call;
  const send = (event: { type: string; [key: string]: unknown }) => out.write(encode(event));
  out.startStream();
  await send({ type: "message_start", message: { ...messageOf(call), content: [] } });
  let index = 0;
  if (script.reasoning !== undefined) {
    await send({
      type: "content_block_start",
      index,
      content_block: { type: "thinking", thinking: "", signature: "" },
    });
    const delta = { type: "thinking_delta", thinking: script.reasoning };
    await send({ type: "content_block_delta", index, delta });
    const signature = { type: "signature_delta", signature: "c2lnbmF0dXJl" };
    await send({ type: "content_block_delta", index, delta: signature });
    await send({ type: "content_block_stop", index });
    index++;
  }
  const tools = wantedTools(call);
  const start = { type: "content_block_start", index, content_block: { type: "text", text: "" } };
  if (tools.length === 0) await send(start);
  await send({ type: "ping" });
  const textIndex = index;
  const writer = {
    token: (text: string) =>
      encode({
        type: "content_block_delta",
        index: textIndex,
        delta: { type: "text_delta", text },
      }),
    ping: () => encode({ type: "ping" }),
    error: () =>
      encode({
        type: "error",
        error: {
          type: script.errorType ?? "overloaded_error",
          message: script.errorMessage ?? "Overloaded",
        },
      }),
  };
  const limit = tools.length > 0 ? 0 : maxTokens(call);
  if ((await streamTokens(call, out, writer, limit)) === "over") return;
  if (tools.length === 0) await send({ type: "content_block_stop", index });
  for (const tool of tools) {
    await sendToolUse(send, index, tool);
    call.billedOutputTokens += 10;
    index++;
  }
  await send({
    type: "message_delta",
    delta: { stop_reason: stopReason(call, tools.length), stop_sequence: null },
    ...(script.usage === "missing" ? {} : { usage: finalUsage(call) }),
  });
  await send({ type: "message_stop" });
  out.end();
}

async function sendToolUse(
  send: (event: { type: string; [key: string]: unknown }) => Promise<void>,
  index: number,
  tool: { name: string; arguments: string },
): Promise<void> {
  const block = { type: "tool_use", id: `toolu_${index + 1}`, name: tool.name, input: {} };
  await send({ type: "content_block_start", index, content_block: block });
  const half = Math.ceil(tool.arguments.length / 2);
  for (const part of [tool.arguments.slice(0, half), tool.arguments.slice(half)]) {
    const delta = { type: "input_json_delta", partial_json: part };
    await send({ type: "content_block_delta", index, delta });
  }
  await send({ type: "content_block_stop", index });
}

async function wholeAnswer(call: FakeCall, out: AnswerSink): Promise<void> {
  const { script } = call;
  const tools = wantedTools(call);
  const tokens = tools.length > 0 ? [] : answerTokens(script, maxTokens(call));
  const waitMs = (script.firstTokenMs ?? 0) + tokens.length * (script.chunkMs ?? 0);
  if (!(await out.wait(waitMs))) return;
  call.billedOutputTokens += tokens.length + tools.length * 10;
  call.emittedTokens = tokens.length;
  const uses = tools.map((tool, index) => ({
    type: "tool_use",
    id: `toolu_${index + 1}`,
    name: tool.name,
    input: JSON.parse(tool.arguments) as unknown,
  }));
  out.json({
    ...messageOf(call),
    content: tools.length > 0 ? uses : [{ type: "text", text: tokens.join("") }],
    stop_reason: stopReason(call, tools.length),
    usage: { ...inputUsage(call), ...finalUsage(call) },
  });
}

function messageOf(call: FakeCall): Record<string, unknown> {
  return {
    id: `msg_fake_${call.receivedAtMs}`,
    type: "message",
    role: "assistant",
    model: call.model,
    stop_reason: null,
    stop_sequence: null,
    ...(call.script.usage === "missing" ? {} : { usage: inputUsage(call) }),
  };
}

/** Anthropic's input_tokens leave out what was read from or written to the cache. */
function inputUsage(call: FakeCall): Record<string, unknown> {
  const { script } = call;
  const cached = script.cachedTokens ?? 0;
  const write5m = script.cacheWriteTokens ?? 0;
  const write1h = script.cacheWrite1hTokens ?? 0;
  return {
    input_tokens: call.billedInputTokens,
    cache_creation_input_tokens: write5m + write1h,
    cache_read_input_tokens: cached,
    cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
    output_tokens: 1,
    service_tier: "standard",
  };
}

function finalUsage(call: FakeCall): Record<string, unknown> {
  const { usage, reasoningTokens = 0 } = call.script;
  if (typeof usage === "object") return usage;
  return { output_tokens: call.billedOutputTokens + reasoningTokens };
}

function stopReason(call: FakeCall, toolCount: number): string {
  if (call.script.finishReason !== undefined) return call.script.finishReason;
  if (toolCount > 0) return "tool_use";
  const wanted = answerTokens(call.script, undefined).length;
  return wanted > call.emittedTokens ? "max_tokens" : "end_turn";
}

function wantedTools(call: FakeCall) {
  const messages = call.body.messages as { content?: unknown }[];
  const hasResult = messages.some(
    ({ content }) =>
      Array.isArray(content) &&
      content.some((block: { type?: string }) => block.type === "tool_result"),
  );
  return hasResult ? [] : (call.script.toolCalls ?? []);
}

function maxTokens({ body }: FakeCall): number | undefined {
  return typeof body.max_tokens === "number" ? body.max_tokens : undefined;
}

function encode(event: { type: string; [key: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
