import type { UserId } from "#core/ids";
import { MINUTE_MS } from "#core/time";
import { clearCookie, readCookie, setCookie } from "#features/sessions";
import type { Ctx } from "#platform/ctx";
import { newOneUse, type OneUse, openOneUse } from "#platform/one-use";
import type { ProviderId } from "./schema.ts";

/** What this browser is about to do at a provider. Only it holds this, and only we can read it. */
export interface Attempt {
  provider: ProviderId;
  /** Signs in, or connects the account to that person. */
  linksTo: UserId | null;
  state: string;
  nonce: string;
  verifier: string;
  next: string;
}

const ATTEMPT_COOKIE = "__Host-selvedge-attempt";
const PURPOSE = "connection-attempt";
const TTL_MS = 15 * MINUTE_MS;

export async function attemptCookie(ctx: Ctx, attempt: Attempt): Promise<string> {
  const value = await newOneUse(ctx, PURPOSE, attempt, TTL_MS);
  return setCookie(ATTEMPT_COOKIE, value, TTL_MS / 1_000);
}

export async function readAttempt(
  ctx: Ctx,
  cookieHeader: string | null,
): Promise<OneUse<Attempt> | undefined> {
  const text = readCookie(cookieHeader, ATTEMPT_COOKIE);
  return text === undefined ? undefined : await openOneUse<Attempt>(ctx, PURPOSE, text);
}

export const forgetAttempt = (): string => clearCookie(ATTEMPT_COOKIE);
