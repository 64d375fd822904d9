import {
  startFake,
  type AnswerSink,
  type FakeCall,
  type FakeOptions,
  type FakeProtocol,
  type FakeProvider,
  type FakeRefusal,
} from "./fake-server.ts";
import { openAiOrganization, openAiUse } from "./openai-organization.ts";
import { answerTokens } from "./script.ts";
import { countInput, streamTokens } from "./stream-tokens.ts";

/** Starts a server that speaks OpenAI's chat completions (`/v1`) as its script says. */
export function startFakeOpenAi(options: FakeOptions = {}): Promise<FakeProvider> {
  return startFake(openAiProtocol, options);
}

const openAiProtocol: FakeProtocol = {
  organization: openAiOrganization,
  useOf: openAiUse,
  paths: { chat: "/v1/chat/completions", models: "/v1/models" },

  refuse(call, { apiKey, models }) {
    if (apiKey !== undefined && call.headers.authorization !== `Bearer ${apiKey}`) {
      const message = "Incorrect API key provided: sk-wrong*********key.";
      return { status: 401, code: "invalid_api_key", message };
    }
    if (call.path !== "/v1/chat/completions") return undefined;
    const { messages, stream, stream_options: streamOptions } = call.body;
    if (call.model === "") return invalid("you must provide a model parameter");
    if (!Array.isArray(messages) || messages.length === 0) {
      return invalid("[] is too short - 'messages'");
    }
    if (streamOptions !== undefined && stream !== true) {
      return invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    }
    if (models !== undefined && !models.includes(call.model)) {
      const message = `The model \`${call.model}\` does not exist or you do not have access to it.`;
      return { status: 404, code: "model_not_found", message };
    }
    return undefined;
  },

  errorBody: ({ status, type, code, message }) => ({
    error: { message, type: type ?? errorType(status), param: null, code: code ?? null },
  }),

  modelList: (models) => ({
    object: "list",
    data: models.map((id) => ({ id, object: "model", created: 1_700_000_000, owned_by: "fake" })),
  }),

  async answer(call, out) {
    call.billedInputTokens = call.script.inputTokens ?? countInput(call.body.messages);
    if (call.body.stream === true) await streamAnswer(call, out);
    else await wholeAnswer(call, out);
  },
};

function invalid(message: string): FakeRefusal {
  return { status: 400, message };
}

function errorType(status: number): string {
  if (status === 429) return "requests";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

async function streamAnswer(call: FakeCall, out: AnswerSink): Promise<void> {
  const { script, body } = call;
  const includeUsage =
    (body.stream_options as { include_usage?: boolean } | undefined)?.include_usage === true;
  const chunk = (choices: unknown[], rest: object = {}) =>
    `data: ${JSON.stringify({
      id: answerId(call),
      object: "chat.completion.chunk",
      created: Math.floor(call.receivedAtMs / 1_000),
      model: call.model,
      choices,
      ...(includeUsage ? { usage: null } : {}),
      ...rest,
    })}\n\n`;
  const delta = (value: object, finishReason: string | null = null) =>
    chunk([{ index: 0, delta: value, logprobs: null, finish_reason: finishReason }]);

  out.startStream();
  await out.write(delta({ role: "assistant", content: "", refusal: null }));
  if (script.reasoning !== undefined)
    await out.write(delta({ reasoning_content: script.reasoning }));
  const tools = wantedTools(call);
  const writer = {
    token: (text: string) => delta({ content: text }),
    ping: () => ": keep-alive\n\n",
    error: () =>
      `data: ${JSON.stringify({
        error: {
          message: script.errorMessage ?? "The server had an error while processing your request",
          type: script.errorType ?? "server_error",
          param: null,
          code: script.errorCode ?? null,
        },
      })}\n\n`,
  };
  const limit = tools.length > 0 ? 0 : maxTokens(call);
  if ((await streamTokens(call, out, writer, limit)) === "over") return;
  for (const [index, tool] of tools.entries()) {
    const half = Math.ceil(tool.arguments.length / 2);
    const start = { name: tool.name, arguments: "" };
    const parts = [
      { index, id: `call_${index + 1}`, type: "function", function: start },
      { index, function: { arguments: tool.arguments.slice(0, half) } },
      { index, function: { arguments: tool.arguments.slice(half) } },
    ];
    for (const part of parts) await out.write(delta({ tool_calls: [part] }));
    call.billedOutputTokens += 10;
  }
  await out.write(delta({}, finishReason(call, tools.length)));
  if (includeUsage && script.usage !== "missing") {
    await out.write(chunk([], { usage: usageOf(call) }));
  }
  await out.write("data: [DONE]\n\n");
  out.end();
}

async function wholeAnswer(call: FakeCall, out: AnswerSink): Promise<void> {
  const { script } = call;
  const tools = wantedTools(call);
  const tokens = tools.length > 0 ? [] : answerTokens(script, maxTokens(call));
  const waitMs = (script.firstTokenMs ?? 0) + tokens.length * (script.chunkMs ?? 0);
  if (!(await out.wait(waitMs))) return;
  call.billedOutputTokens += tokens.length + tools.length * 10;
  call.emittedTokens = tokens.length;
  const toolCalls = tools.map((tool, index) => ({
    id: `call_${index + 1}`,
    type: "function",
    function: tool,
  }));
  out.json({
    id: answerId(call),
    object: "chat.completion",
    created: Math.floor(call.receivedAtMs / 1_000),
    model: call.model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: tools.length > 0 ? null : tokens.join(""),
          refusal: null,
          ...(tools.length > 0 ? { tool_calls: toolCalls } : {}),
        },
        logprobs: null,
        finish_reason: finishReason(call, tools.length),
      },
    ],
    ...(script.usage === "missing" ? {} : { usage: usageOf(call) }),
  });
}

/** OpenAI counts cached and cache-written tokens into the prompt, and reasoning into the completion. */
function usageOf(call: FakeCall): Record<string, unknown> {
  const { script } = call;
  if (typeof script.usage === "object") return script.usage;
  const reasoning = script.reasoningTokens ?? 0;
  const completion = call.billedOutputTokens + reasoning;
  return {
    prompt_tokens: call.billedInputTokens,
    completion_tokens: completion,
    total_tokens: call.billedInputTokens + completion,
    prompt_tokens_details: {
      cached_tokens: script.cachedTokens ?? 0,
      audio_tokens: 0,
      ...(script.cacheWriteTokens === undefined
        ? {}
        : { cache_write_tokens: script.cacheWriteTokens }),
    },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function finishReason(call: FakeCall, toolCount: number): string {
  if (call.script.finishReason !== undefined) return call.script.finishReason;
  if (toolCount > 0) return "tool_calls";
  const wanted = answerTokens(call.script, undefined).length;
  return wanted > call.emittedTokens ? "length" : "stop";
}

function wantedTools(call: FakeCall) {
  const messages = call.body.messages as { role?: string }[];
  return messages.some(({ role }) => role === "tool") ? [] : (call.script.toolCalls ?? []);
}

function maxTokens({ body }: FakeCall): number | undefined {
  const limit = body.max_completion_tokens ?? body.max_tokens;
  return typeof limit === "number" ? limit : undefined;
}

function answerId(call: FakeCall): string {
  return `chatcmpl-fake-${call.receivedAtMs}`;
}
