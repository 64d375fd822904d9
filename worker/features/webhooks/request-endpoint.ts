import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { checkReach } from "./check-reach.ts";
import { parseEndpointUrl } from "./endpoint-url.ts";
import { urlRules } from "./require-url.ts";
import type { FailureKind } from "./schema.ts";

const TIMEOUT_MS = 15 * SECOND_MS;
/** As much of an answer as is kept of a delivery. */
const RESPONSE_BYTES_MAX = 1_000;
const DETAIL_LENGTH_MAX = 300;

/** What came of one request. `failure` is null for an answer of 2xx. */
export interface AttemptOutcome {
  status: number | null;
  failure: FailureKind | null;
  detail: string | null;
  response: string | null;
  durationMs: number;
}

/** An attempt, and when its receiver wants the next one. */
export interface RequestOutcome extends AttemptOutcome {
  /** What `Retry-After` says, from now; null when nothing was said. */
  retryAfterMs: number | null;
}

/** What is posted. */
interface Posted {
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer>;
}

/** A request to an address that a customer names. */
export interface OutsideRequest {
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: Posted["body"] | undefined;
  /** How long it may take, and how much of the answer is read. */
  timeoutMs: number;
  bytesMax: number;
}

/** The first bytes of a body; the rest is left where it is. */
async function readStart(
  body: ReadableStream<Uint8Array> | null,
  bytesMax: number,
): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
  const bytes = new Uint8Array(bytesMax);
  let length = 0;
  try {
    while (length < bytesMax) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, bytesMax - length);
      bytes.set(part, length);
      length += part.length;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
  return new TextDecoder().decode(bytes.subarray(0, length));
}

/** RFC 9110, section 10.2.3: seconds, also with a fraction as Discord has them, or a date. */
function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d+(?:\.\d+)?$/.test(header)) return Math.ceil(Number(header) * SECOND_MS);
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && (cause.name === "TimeoutError" || cause.name === "AbortError");
}

/** What the runtime says of a broken connection, without its own references. */
function connectionDetail(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause);
  return said.startsWith("internal error") ? "The connection could not be made" : said;
}

async function send(
  ctx: Ctx,
  url: string,
  { method, headers, body, timeoutMs, bytesMax }: OutsideRequest,
): Promise<Omit<RequestOutcome, "durationMs">> {
  const egress = ctx.settings.webhookPrivateHosts ? undefined : ctx.env.EGRESS;
  const request = new Request(url, {
    method,
    headers,
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === undefined ? {} : { body }),
  });
  let status: number | null = null;
  try {
    const answer = await (egress === undefined ? fetch(request) : egress.fetch(request));
    ({ status } = answer);
    const stream = answer.body as ReadableStream<Uint8Array> | null;
    const response = await readStart(stream, bytesMax);
    const isFine = status >= 200 && status < 300;
    const failure = isFine ? null : "status";
    const retryAfterMs = parseRetryAfter(answer.headers.get("retry-after"), ctx.clock.now());
    return { status, failure, detail: null, response, retryAfterMs };
  } catch (cause) {
    const late = isTimeout(cause);
    const detail = late
      ? `No complete answer within ${timeoutMs / SECOND_MS} s`
      : connectionDetail(cause);
    const failure = late ? "timeout" : "connection";
    return { ...unanswered(failure, detail), status };
  }
}

function unanswered(failure: FailureKind, detail: string): Omit<RequestOutcome, "durationMs"> {
  const said = detail.slice(0, DETAIL_LENGTH_MAX);
  return { status: null, failure, detail: said, response: null, retryAfterMs: null };
}

function refused(detail: string): Omit<RequestOutcome, "durationMs"> {
  return unanswered("refused", detail);
}

async function attempt(
  ctx: Ctx,
  text: string,
  init: OutsideRequest,
): Promise<Omit<RequestOutcome, "durationMs">> {
  const parsed = parseEndpointUrl(text, urlRules(ctx));
  if (!parsed.ok) return refused(`The address may not be called: ${parsed.reason}`);
  const reach = await checkReach(ctx, parsed.host);
  if (reach === "private") return refused("The host name leads to a private network");
  if (reach === "public") return await send(ctx, parsed.url, init);
  const detail =
    reach === "unresolved" ? "The host name does not resolve" : "The host name was not looked up";
  return unanswered("connection", detail);
}

/**
 * Sends one request to an address that a customer names and tells what came of it; never throws.
 * Where its name leads is looked up first, and again by the runtime when it connects: a name that
 * changes its mind between the two reaches no private network either. Redirects are answers, not
 * orders.
 */
export async function requestOutside(
  ctx: Ctx,
  url: string,
  init: OutsideRequest,
): Promise<RequestOutcome> {
  const startedAtMs = ctx.clock.now();
  const outcome = await attempt(ctx, url, init);
  return { ...outcome, durationMs: ctx.clock.now() - startedAtMs };
}

/** Posts to an address once, for at most about 20 s; see `requestOutside`. */
export async function postOutside(ctx: Ctx, url: string, init: Posted): Promise<RequestOutcome> {
  const limits = { timeoutMs: TIMEOUT_MS, bytesMax: RESPONSE_BYTES_MAX };
  return await requestOutside(ctx, url, { method: "POST", ...init, ...limits });
}

/** An attempt at a customer's endpoint, as it is kept; see `postOutside`. */
export async function requestEndpoint(
  ctx: Ctx,
  url: string,
  init: Posted,
): Promise<AttemptOutcome> {
  const { retryAfterMs: _, ...outcome } = await postOutside(ctx, url, init);
  return outcome;
}
