/** How a fake provider shall behave for one call. Everything left out is the good behaviour. */
export interface AiScript {
  /** The answer; otherwise `tokens` numbered words. One token is one word with its space. */
  text?: string;
  tokens?: number;
  /** Streamed before the answer, as reasoning or thinking. */
  reasoning?: string;
  /** Tools to call instead of answering, while the conversation holds no tool result yet. */
  toolCalls?: { name: string; arguments: string }[];
  finishReason?: string;

  /** Waits: before the status line, before the first token, between two tokens. */
  headersMs?: number;
  firstTokenMs?: number;
  chunkMs?: number;

  /** `missing` leaves usage out; an object is sent as it is instead of the computed one. */
  usage?: "missing" | Record<string, unknown>;
  inputTokens?: number;
  cachedTokens?: number;
  cacheWriteTokens?: number;
  cacheWrite1hTokens?: number;
  reasoningTokens?: number;

  /** An error answer instead of a stream. */
  error?: number;
  errorType?: string;
  errorCode?: string;
  errorMessage?: string;
  retryAfterSeconds?: number;

  /** Misbehaviour after so many tokens of the answer; 0 is before the first. */
  errorAfter?: number;
  truncateAfter?: number;
  resetAfter?: number;
  quietAfter?: number;
  garbageAfter?: number;

  /** Takes the request and never answers, not even with a status. */
  neverAnswers?: boolean;
  ignoreMaxTokens?: boolean;
  /** Goes on making, and billing, tokens after the client has left. */
  continueAfterDisconnect?: boolean;
  /** Sends keep-alives while it waits. */
  pings?: boolean;
  /** Writes in pieces of so many bytes, which cuts through lines and characters. */
  splitBytes?: number;
}

const textKeys = new Set([
  "text",
  "reasoning",
  "finishReason",
  "errorType",
  "errorCode",
  "errorMessage",
]);
const flagKeys = new Set(["neverAnswers", "ignoreMaxTokens", "continueAfterDisconnect", "pings"]);

/**
 * The script that a model's name carries: `fake:tokens=50,chunkMs=5,error=429,pings`. Other names
 * carry none. `usage=missing` is the only usage that fits into a name.
 */
export function scriptFromModel(model: string): AiScript {
  if (!model.startsWith("fake:")) return {};
  const script: Record<string, unknown> = {};
  for (const part of model.slice("fake:".length).split(",")) {
    const [key = "", value] = part.split("=", 2);
    if (flagKeys.has(key)) script[key] = true;
    else if (value === undefined || key === "") continue;
    else if (textKeys.has(key) || key === "usage") script[key] = decodeURIComponent(value);
    else script[key] = Number(value);
  }
  return script;
}

/** The answer's tokens: words of the text, each with the space before it. */
export function answerTokens(script: AiScript, maxTokens: number | undefined): string[] {
  const count = script.tokens ?? 12;
  const tokens =
    script.text?.match(/\s*\S+|\s+$/g) ??
    Array.from({ length: count }, (_, index) => (index === 0 ? "word1" : ` word${index + 1}`));
  if (maxTokens === undefined || script.ignoreMaxTokens === true) return tokens;
  return tokens.slice(0, maxTokens);
}
