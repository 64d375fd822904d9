import { z } from "zod";
import { type FieldError, Problem } from "#core/problem";
import { type CompletionInput, MESSAGE_BYTES_MAX } from "#features/chat/schema";

/** Messages and all, as bytes of JSON. */
export const COMPLETION_BYTES_MAX = 4_000_000;
const MESSAGES_MAX = 2_000;

const Text = z.string().max(MESSAGE_BYTES_MAX);

const TextPart = z
  .looseObject({ type: z.literal("text", "only text parts are supported"), text: Text })
  .meta({ id: "CompletionTextPart" });

const Content = z.union([Text, z.array(TextPart).max(1_000)], {
  error: "text, or an array of text parts",
});

/** OpenAI's message, as far as it is text. */
export const CompletionMessage = z
  .looseObject({
    role: z.enum(["system", "developer", "user", "assistant"], {
      error: "system, developer, user or assistant; tools are not supported",
    }),
    content: Content.nullish(),
  })
  .meta({ id: "CompletionMessage" });

/**
 * OpenAI's request. Members that are not named here and change nothing that was asked for are
 * ignored; those that would change the answer are refused by `parseCompletion`.
 * https://platform.openai.com/docs/api-reference/chat/create
 */
export const CompletionRequest = z
  .looseObject({
    model: z.string().min(1).max(120).meta({ description: "An id of `GET /models`" }),
    messages: z.array(CompletionMessage).min(1).max(MESSAGES_MAX),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    max_completion_tokens: z.int().min(1).max(1_000_000).nullish(),
    max_tokens: z.int().min(1).max(1_000_000).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    stop: z
      .union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).max(4)])
      .nullish(),
    n: z.literal(1, "one answer at a time").nullish(),
    user: z.string().max(512).nullish(),
    metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
  })
  .meta({ id: "CompletionRequest" });
export type CompletionRequest = z.infer<typeof CompletionRequest>;

/** A completion in our own words. */
export interface CompletionAsk {
  input: CompletionInput;
  stream: boolean;
  /** Whether a stream ends with a chunk of usage. */
  includeUsage: boolean;
}

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === false ||
  value === 0 ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === "object" && Object.keys(value).length === 0);

const isOf =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(value);

/** What we cannot do, and the values that ask for nothing of it. */
const unsupported: Record<string, (value: unknown) => boolean> = {
  tools: isEmpty,
  tool_choice: (value) => isEmpty(value) || isOf("none", "auto")(value),
  functions: isEmpty,
  function_call: (value) => isEmpty(value) || isOf("none", "auto")(value),
  response_format: (value) =>
    isEmpty(value) ||
    (typeof value === "object" && value !== null && "type" in value && value.type === "text"),
  modalities: (value) => isEmpty(value) || (Array.isArray(value) && value.every(isOf("text"))),
  audio: isEmpty,
  prediction: isEmpty,
  web_search_options: (value) => value === undefined || value === null,
  logprobs: isEmpty,
  top_logprobs: isEmpty,
  logit_bias: isEmpty,
  presence_penalty: isEmpty,
  frequency_penalty: isEmpty,
};

function findUnsupported(request: CompletionRequest): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, asksNothing] of Object.entries(unsupported)) {
    if (asksNothing(request[name])) continue;
    errors.push({ pointer: `/${name}`, detail: `${name} is not supported here; leave it out` });
  }
  for (const [at, message] of request.messages.entries()) {
    if (isEmpty(message["tool_calls"]) && isEmpty(message["function_call"])) continue;
    errors.push({ pointer: `/messages/${at}/tool_calls`, detail: "tools are not supported here" });
  }
  return errors;
}

function textOf(content: z.infer<typeof Content> | null | undefined): string {
  if (content === null || content === undefined) return "";
  return typeof content === "string" ? content : content.map(({ text }) => text).join("");
}

function stopsOf(stop: CompletionRequest["stop"]): string[] | undefined {
  if (stop === null || stop === undefined) return undefined;
  const stops = typeof stop === "string" ? [stop] : stop;
  return stops.length === 0 ? undefined : stops;
}

/**
 * OpenAI's request in our own words. Refuses with `invalid-input` what we cannot do and would
 * otherwise silently answer differently, and a request without a question.
 */
export function parseCompletion(request: CompletionRequest): CompletionAsk {
  const errors = findUnsupported(request);
  const messages = request.messages
    .map(({ role, content }) => ({ role, content: textOf(content) }))
    .filter(({ content }) => content !== "");
  if (!messages.some(({ role, content }) => role === "user" && content.trim() !== "")) {
    errors.push({ pointer: "/messages", detail: "ask something: there is no user message" });
  }
  if (errors.length > 0) throw new Problem("invalid-input", { detail: errors[0]?.detail, errors });
  const input: CompletionInput = { model: request.model, messages };
  input.maxOutputTokens = request.max_completion_tokens ?? request.max_tokens ?? undefined;
  input.temperature = request.temperature ?? undefined;
  input.topP = request.top_p ?? undefined;
  input.stop = stopsOf(request.stop);
  return {
    input,
    stream: request.stream ?? false,
    includeUsage: request.stream_options?.include_usage ?? false,
  };
}

/** The text of all messages, for an estimate. */
export function textOfMessages(messages: CompletionRequest["messages"]): string {
  return messages.map(({ content }) => textOf(content)).join("\n\n");
}
