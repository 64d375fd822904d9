import type { SearchIndex } from "./builtin/search-index.ts";

/** Every provider the product can talk to. `builtin` is always there; the others when connected. */
export type ProviderId = "builtin" | "openai" | "anthropic" | "workers-ai";

/**
 * Token classes are disjoint: no token is counted in two of them. `input` is uncached input,
 * `output` includes reasoning tokens, `cacheWrite` includes every cache lifetime.
 */
export interface TokenClasses {
  input: number;
  cachedRead: number;
  cacheWrite: number;
  output: number;
}
export type TokenClass = keyof TokenClasses;

/** What a call used. `classes` are safe, non-negative integers. */
export interface Usage {
  classes: TokenClasses;
  /** The provider's own usage objects, untouched, one per tool step that reported any. */
  raw: unknown[];
  /** True when every class is what the provider reported at the end of its answer. */
  complete: boolean;
  /** The classes that were estimated from text because the provider did not report them. */
  estimated: TokenClass[];
  /** Why a reported usage object was not believed, for the nightly check. */
  issue?: string;
}

/** Why a call failed; a closed set that callers switch over. */
export type ProviderErrorKind =
  | "auth"
  | "rate-limited"
  | "overloaded"
  | "bad-request"
  | "context-too-long"
  | "content-filtered"
  | "timeout"
  | "network"
  | "protocol"
  | "unavailable";

/** A failed call. The message is safe to log: keys are removed and it is cut to 500 characters. */
export class ProviderError extends Error {
  readonly kind: ProviderErrorKind;
  /** The provider's HTTP status, when it answered with one. */
  readonly status: number | undefined;
  /** How long the provider asked to wait before another try. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: ProviderErrorKind,
    message: string,
    details: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message.slice(0, 500), details.cause === undefined ? {} : { cause: details.cause });
    this.name = "ProviderError";
    this.kind = kind;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}

export interface ToolCall {
  id: string;
  name: string;
  /** The arguments as the model wrote them: meant to be JSON, not checked. */
  argumentsJson: string;
}

export type ProviderMessage =
  | { role: "user"; content: string }
  | { role: "assistant"; content: string; toolCalls?: ToolCall[] }
  | { role: "tool"; toolCallId: string; content: string };

/** A piece of a document that the answer may rest on and cite. Its order is its citation number. */
export interface ContextPassage {
  documentId: string;
  title: string;
  text: string;
  url?: string;
}

export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema of the arguments. */
  parameters: Record<string, unknown>;
  /**
   * Runs the tool and answers with what the model shall read; a throw is told to the model as a
   * failure. Without it the answer finishes with reason `tool-calls` and the caller runs the tool.
   */
  run?: (argumentsJson: string, signal: AbortSignal) => Promise<string>;
}

export interface ProviderTimeouts {
  /** From sending to the first text, reasoning or tool call of each step. */
  firstTokenMs: number;
  /** Between two pieces of the stream, keep-alives included. */
  idleMs: number;
  /** The whole call with all its tool steps. */
  totalMs: number;
}

export const defaultTimeouts: ProviderTimeouts = {
  firstTokenMs: 60_000,
  idleMs: 60_000,
  totalMs: 10 * 60_000,
};

export interface ProviderRequest {
  /** The upstream's own name of the model. */
  model: string;
  system?: string;
  messages: ProviderMessage[];
  /** Passages of documents to rest on. Models get them numbered and are asked to cite `[n]`. */
  passages?: ContextPassage[];
  /** The workspace's and conversation's documents, for the built-in answerer to search by itself. */
  knowledge?: SearchIndex[];
  tools?: ToolDefinition[];
  /** How many times the model may be called in one turn of tool steps; 8 unless told. */
  stepsMax?: number;
  maxOutputTokens: number;
  temperature?: number;
  topP?: number;
  stop?: string[];
  /** Language of the asker's interface (`en`, `es`, `fr`, `de`, `ar`), for the built-in answerer. */
  locale?: string;
  timeouts?: ProviderTimeouts;
}

export interface Citation {
  /** The number that the text carries in square brackets, from 1. */
  number: number;
  documentId: string;
  title: string;
  /** The document's own words that the answer rests on. */
  quote: string;
  url?: string;
}

export type FinishReason =
  | "stop"
  | "length"
  | "tool-calls"
  | "content-filter"
  /** The caller aborted the signal. */
  | "stopped"
  /** An `error` event came before. */
  | "error";

export type ProviderEvent =
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string }
  | ({ type: "citation" } & Citation)
  | ({ type: "tool-call" } & ToolCall)
  /** One tool step is over. Nothing more is sent to the provider before the next event is asked for. */
  | { type: "step"; step: number; usage: Usage }
  | { type: "error"; error: ProviderError }
  /** The sum over all steps: what to settle. */
  | { type: "usage"; usage: Usage }
  | { type: "finish"; reason: FinishReason; providerAnswerId: string | null };

/** What a call will probably use, for the estimate and the hold. `…Max` carries the safety factor. */
export interface UsageEstimate {
  inputTokens: number;
  inputTokensMax: number;
  /** Known beforehand only by the built-in answerer. */
  outputTokens?: number;
}

export type ProviderStatus =
  | { state: "connected"; models: string[] }
  | { state: "not-connected"; reason: ProviderErrorKind; detail: string };

export interface Provider {
  readonly id: ProviderId;
  /**
   * Streams one answer. It never throws: every stream, whatever happened, ends with exactly one
   * `usage` and then one `finish`; a failure puts one `error` before them. Events are made only as
   * they are asked for, and breaking out of the loop closes the connection.
   *
   * Aborting the signal closes the connection to the provider at once, whether or not the caller
   * is reading; `usage` then carries what was reported so far, estimated from the text where the
   * provider had not reported yet. Nothing is retried.
   */
  stream(request: ProviderRequest, signal: AbortSignal): AsyncIterable<ProviderEvent>;
  /** Tokens that `request` will use, without calling anyone. */
  estimate(request: ProviderRequest): UsageEstimate;
  /** Whether the provider answers and takes our key; never throws, never bills, at most `timeoutMs`. */
  check(timeoutMs?: number): Promise<ProviderStatus>;
}
