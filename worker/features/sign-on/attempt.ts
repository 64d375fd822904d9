import type { Id } from "#core/ids";
import { MINUTE_MS } from "#core/time";
import { clearCookie, readCookie, setCookie } from "#features/sessions";
import type { Ctx } from "#platform/ctx";
import { newOneUse, type OneUse, openOneUse } from "#platform/one-use";

/** What this browser is about to do at a company's provider. */
export interface Attempt {
  signOnId: Id<"sso">;
  /** As it was when the browser was sent there. */
  issuer: string;
  state: string;
  nonce: string;
  verifier: string;
  next: string;
}

/** Whom a company's provider has vouched for in this browser, and who has an account already. */
export interface Vouched {
  signOnId: Id<"sso">;
  issuer: string;
  subject: string;
  email: string;
}

const ATTEMPT_COOKIE = "__Host-selvedge-sign-on";
const ATTEMPT_PURPOSE = "sign-on-attempt";
const VOUCHED_COOKIE = "__Host-selvedge-vouched";
const VOUCHED_PURPOSE = "sign-on-vouched";
const TTL_MS = 15 * MINUTE_MS;

async function sealedCookie(ctx: Ctx, name: string, purpose: string, value: Attempt | Vouched) {
  return setCookie(name, await newOneUse(ctx, purpose, value, TTL_MS), TTL_MS / 1_000);
}

export async function attemptCookie(ctx: Ctx, attempt: Attempt): Promise<string> {
  return await sealedCookie(ctx, ATTEMPT_COOKIE, ATTEMPT_PURPOSE, attempt);
}

export async function vouchedCookie(ctx: Ctx, vouched: Vouched): Promise<string> {
  return await sealedCookie(ctx, VOUCHED_COOKIE, VOUCHED_PURPOSE, vouched);
}

export async function readAttempt(ctx: Ctx): Promise<OneUse<Attempt> | undefined> {
  const text = readCookie(ctx.client.cookieHeader, ATTEMPT_COOKIE);
  return text === undefined ? undefined : await openOneUse<Attempt>(ctx, ATTEMPT_PURPOSE, text);
}

export async function readVouched(ctx: Ctx): Promise<OneUse<Vouched> | undefined> {
  const text = readCookie(ctx.client.cookieHeader, VOUCHED_COOKIE);
  return text === undefined ? undefined : await openOneUse<Vouched>(ctx, VOUCHED_PURPOSE, text);
}

export const forgetAttempt = (): string => clearCookie(ATTEMPT_COOKIE);
export const forgetVouched = (): string => clearCookie(VOUCHED_COOKIE);
