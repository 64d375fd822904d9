import { findString, isRecord, member } from "./json.ts";
import { ProviderError, type ProviderErrorKind } from "./provider.ts";

const BODY_BYTES_MAX = 16 * 1024;

/** Removes `secrets`, and anything that looks like a key, from a text that will be logged or shown. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secretPattern(secret), "[key]");
  return clean.replaceAll(/\b(?:sk|pk|key)-[\w*-]{8,}/g, "[key]");
}

/** A short secret, as test servers have, is only meant where it stands as a word of its own. */
function secretPattern(secret: string): RegExp {
  const literal = RegExp.escape(secret);
  if (secret === "") return /(?!)/g;
  return secret.length < 8
    ? new RegExp(`(?<!\\w)${literal}(?!\\w)`, "g")
    : new RegExp(literal, "g");
}

/** Reads the error document of a refused call. Never throws. */
export async function errorFromResponse(
  response: Response,
  secrets: readonly string[],
): Promise<ProviderError> {
  const text = await readStart(response);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  const retryAfterMs = parseRetryAfterMs(response.headers);
  return errorFromBody(body, { status: response.status, retryAfterMs, secrets });
}

/**
 * Classifies an error document of OpenAI's shape `{ error: { message, type, code } }` or
 * Anthropic's `{ type: "error", error: { type, message } }`, which may come with a status before
 * the stream or without one inside it.
 */
export function errorFromBody(
  body: unknown,
  context: { status?: number; retryAfterMs?: number | undefined; secrets: readonly string[] },
): ProviderError {
  const nested = member(body, "error");
  const error = isRecord(nested) ? nested : body;
  const message =
    findString(error, "message") ?? (typeof nested === "string" ? nested : undefined) ?? "";
  const code = member(error, "code");
  const status = context.status ?? (typeof code === "number" ? code : undefined);
  const words = [findString(error, "type"), findString(error, "code"), message].join(" ");
  const kind =
    kindFromWords(words, specificReasons) ??
    kindFromStatus(status) ??
    kindFromWords(words, families) ??
    "unavailable";
  const said = message === "" ? "" : `: ${redact(message, context.secrets)}`;
  const answered = status === undefined ? "The provider failed" : `The provider answered ${status}`;
  return new ProviderError(kind, `${answered}${said}`, {
    ...(status === undefined ? {} : { status }),
    ...(context.retryAfterMs === undefined ? {} : { retryAfterMs: context.retryAfterMs }),
  });
}

/** Wraps whatever a transport threw; a ProviderError stays itself. */
export function toProviderError(thrown: unknown, secrets: readonly string[]): ProviderError {
  if (thrown instanceof ProviderError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ProviderError(
    "network",
    `The connection to the provider failed: ${redact(message, secrets)}`,
  );
}

/**
 * The wait that the answer asks for: `retry-after-ms`, or `retry-after` in seconds. Dates are not
 * read, because the caller's clock may be shifted. At most one day.
 */
export function parseRetryAfterMs(headers: Headers): number | undefined {
  const inMs = Number.parseFloat(headers.get("retry-after-ms") ?? "");
  const inSeconds = Number.parseFloat(headers.get("retry-after") ?? "");
  const isDate = /[a-z]/i.test(headers.get("retry-after") ?? "");
  const waitMs = Number.isFinite(inMs) ? inMs : isDate ? Number.NaN : inSeconds * 1_000;
  if (!Number.isFinite(waitMs) || waitMs < 0) return undefined;
  return Math.min(Math.ceil(waitMs), 24 * 60 * 60 * 1_000);
}

type WordRules = readonly [RegExp, ProviderErrorKind][];

/** Reasons that say more than the status they come with. First match wins. */
const specificReasons: WordRules = [
  [
    /context_length_exceeded|prompt is too long|maximum context length|context window/i,
    "context-too-long",
  ],
  [/content_filter|content_policy|content management policy/i, "content-filtered"],
  [/insufficient_quota|credit balance is too low|billing_error/i, "unavailable"],
  [/overloaded/i, "overloaded"],
];

/** Families of errors, for errors inside a stream, which have no status. */
const families: WordRules = [
  [/rate_limit|too many requests/i, "rate-limited"],
  [/authentication_error|permission_error|invalid_api_key/i, "auth"],
  [/timeout_error/i, "timeout"],
  [/invalid_request|not_found_error|model_not_found/i, "bad-request"],
];

function kindFromWords(words: string, rules: WordRules): ProviderErrorKind | undefined {
  return rules.find(([pattern]) => pattern.test(words))?.[1];
}

function kindFromStatus(status: number | undefined): ProviderErrorKind | undefined {
  if (status === undefined) return undefined;
  if (status === 401 || status === 403) return "auth";
  if (status === 402) return "unavailable";
  if (status === 408 || status === 504 || status === 524) return "timeout";
  if (status === 413) return "context-too-long";
  if (status === 429) return "rate-limited";
  if (status === 503 || status === 529) return "overloaded";
  if (status >= 500) return "unavailable";
  if (status >= 400) return "bad-request";
  return "protocol";
}

/** The first 16 KiB of the body as text, "" when it cannot be read. */
async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let bytes = 0; bytes < BODY_BYTES_MAX;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    return text;
  } finally {
    void reader.cancel().catch(() => undefined);
  }
  return text;
}
