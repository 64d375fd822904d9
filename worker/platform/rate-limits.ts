import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { type Admission, limiterOf, type LimitRule, type LimitSubject } from "#objects/limiter";
import { clockNow } from "./clock.ts";
import type { Actor } from "./ctx.ts";
import { createLog } from "./log.ts";

const perMinute = (limit: number): LimitRule => ({ name: "requests", limit, windowMs: MINUTE_MS });

/** Of one person, over all of their sessions and keys. */
export const USER_RULE = perMinute(60_000);
/** Of a visitor whose plan cannot be read. */
const VISITOR_LIMIT = 300;
const ADDRESS_RULE = perMinute(1_200);
const WRONG_KEY_RULE: LimitRule = { name: "wrong-keys", limit: 300, windowMs: MINUTE_MS };

/**
 * Counts a request against the rules. Undefined when the limiter cannot be reached: limits protect
 * the product, so their failure must not take it down.
 */
export async function tryAdmit(
  env: Env,
  subject: LimitSubject,
  rules: LimitRule[],
): Promise<Admission | undefined> {
  try {
    return await limiterOf(env, subject).admit({ rules });
  } catch (cause) {
    createLog({ subject }).error("limiter.unreachable", cause);
    return undefined;
  }
}

/**
 * Counts a request that no API key vouches for: a visitor's against `visitorLimit` a minute, the
 * rate of their plan.
 */
export async function admitActor(
  env: Env,
  actor: Exclude<Actor, { kind: "api-key" }>,
  visitorLimit = VISITOR_LIMIT,
): Promise<Admission | undefined> {
  switch (actor.kind) {
    case "user":
      return await tryAdmit(env, `user:${actor.userId}`, [USER_RULE]);
    case "visitor":
      return await tryAdmit(env, `visitor:${actor.visitorId}`, [perMinute(visitorLimit)]);
    case "anonymous":
      return await tryAdmit(env, `ip:${actor.ipHash}`, [ADDRESS_RULE]);
    case "job":
      return undefined;
  }
}

/** Counts a key that opens nothing, so that keys cannot be tried out at speed. */
export async function admitWrongKey(env: Env, ipHash: string): Promise<Admission | undefined> {
  return await tryAdmit(env, `ip:${ipHash}`, [WRONG_KEY_RULE]);
}

/** Refuses with too-many-requests when the request was not admitted. */
export function requireAdmitted(admission: Admission | undefined): void {
  if (admission === undefined || admission.ok) return;
  const seconds = Math.ceil(admission.retryAfterMs / 1_000);
  throw new Problem("too-many-requests", {
    detail: `At most ${admission.limit} requests in ${admission.windowMs / 1_000} s; try again in ${seconds} s.`,
    retryAfterSeconds: seconds,
    extensions: { limit: admission.limit, windowSeconds: admission.windowMs / 1_000 },
  });
}

/** `RateLimit-*` as in draft-ietf-httpapi-ratelimit-headers-07, with the policy beside them. */
export function setRateLimitHeaders(headers: Headers, admission: Admission): void {
  const resetSeconds = Math.max(0, Math.ceil((admission.resetAtMs - clockNow()) / 1_000));
  headers.set("ratelimit-limit", String(admission.limit));
  headers.set("ratelimit-remaining", String(admission.remaining));
  headers.set("ratelimit-reset", String(resetSeconds));
  headers.set("ratelimit-policy", `${admission.limit};w=${admission.windowMs / 1_000}`);
}

export type { Admission, LimitRule } from "#objects/limiter";
