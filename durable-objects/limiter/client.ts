import type { LimiterObject } from "./limiter.ts";

export type { Admission } from "./limiter.ts";
export type { Attempt, BackoffRule } from "./backoff.ts";
export type { LimitRule } from "./window.ts";

/** Whose requests are counted together: `user:<id>`, `visitor:<id>`, `ip:<hash>`, or a purpose before it. */
export type LimitSubject = `${string}:${string}`;

/** The limiter of one subject. */
export function limiterOf(
  env: Pick<Env, "LIMITER">,
  subject: LimitSubject,
): DurableObjectStub<LimiterObject> {
  return env.LIMITER.getByName(subject);
}
