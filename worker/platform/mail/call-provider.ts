import { SECOND_MS } from "#core/time";
import type { SendOutcome } from "./transport.ts";

/** Longer than providers take on a bad day; a consumer has other mails to send. */
const CALL_TIMEOUT_MS = 20 * SECOND_MS;
const KNOCK_TIMEOUT_MS = 5 * SECOND_MS;
/** Who answered so recently is taken to be there still. */
const REMEMBERED_MS = 30 * SECOND_MS;
const ANSWER_CHARACTERS_MAX = 20_000;

export interface ProviderCall {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  body?: string;
  timeoutMs?: number;
}

export interface Answered {
  kind: "answered";
  status: number;
  headers: Headers;
  text: string;
}

/**
 * `unreached`: the request certainly did not reach the provider. `lost`: it may have, and nobody
 * knows what became of it.
 */
export type Silence = { kind: "unreached"; reason: string } | { kind: "lost"; reason: string };

/** What Cloudflare's network answers itself when it could not hand a request on. */
const notHandedOn = new Set([521, 522, 523, 525, 526, 530]);

/** When each origin answered last, by the isolate's own clock. */
const answeredAtMs = new Map<string, number>();

function reasonOf(cause: unknown): string {
  if (cause instanceof Error && cause.name === "TimeoutError") return "no answer in time";
  return cause instanceof Error ? cause.message : String(cause);
}

/**
 * A failed `fetch` does not say whether its request had left. So whoever has not answered for a
 * while is asked for nothing first: while nobody answers that, the request proper is not sent.
 */
async function knock(origin: string, timeoutMs: number): Promise<Silence | undefined> {
  const heardAtMs = answeredAtMs.get(origin);
  if (heardAtMs !== undefined && performance.now() - heardAtMs < REMEMBERED_MS) return undefined;
  try {
    const response = await fetch(origin, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(Math.min(timeoutMs, KNOCK_TIMEOUT_MS)),
    });
    if (notHandedOn.has(response.status)) {
      return { kind: "unreached", reason: `the network answered ${response.status}` };
    }
    answeredAtMs.set(origin, performance.now());
    return undefined;
  } catch (cause) {
    return { kind: "unreached", reason: reasonOf(cause) };
  }
}

/** Calls a provider once. Never throws, never follows a redirect. */
export async function callProvider(call: ProviderCall): Promise<Answered | Silence> {
  const { method, url, headers, body, timeoutMs = CALL_TIMEOUT_MS } = call;
  const { origin } = new URL(url);
  const silence = await knock(origin, timeoutMs);
  if (silence !== undefined) return silence;
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
    const { status } = response;
    const text = (await response.text()).slice(0, ANSWER_CHARACTERS_MAX);
    if (notHandedOn.has(status)) {
      answeredAtMs.delete(origin);
      return { kind: "unreached", reason: `the network answered ${status}` };
    }
    answeredAtMs.set(origin, performance.now());
    return { kind: "answered", status, headers: response.headers, text };
  } catch (cause) {
    answeredAtMs.delete(origin);
    return { kind: "lost", reason: reasonOf(cause) };
  }
}

/** What becomes of a mail whose call was not answered. */
export function outcomeOfSilence({ kind, reason }: Silence): SendOutcome {
  return { kind: kind === "lost" ? "unknown" : "later", reason };
}

/**
 * What becomes of a mail whose provider answered that it is in trouble itself: 503 says that it is
 * not working, any other 5xx leaves open what it did before it broke.
 */
export function outcomeOfTrouble({ status, headers }: Answered, reason: string): SendOutcome {
  if (status !== 503) return { kind: "unknown", reason };
  return laterAfter(reason, retryAfterMs(headers));
}

export function laterAfter(reason: string, waitMs: number | undefined): SendOutcome {
  return { kind: "later", reason, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
}

/** The JSON of an answer; undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** How long `Retry-After` asks to wait (RFC 9110, 10.2.3): seconds, or until a date. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * SECOND_MS);
  const atMs = Date.parse(value);
  const nowMs = Date.parse(headers.get("date") ?? "") || Date.now();
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
