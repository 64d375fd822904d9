import { Problem } from "#core/problem";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#core/time";
import { addressSubject, sourceOf } from "#features/sessions";
import { type Attempt, type BackoffRule, limiterOf, type LimitSubject } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";

const MAX_WAIT_MS = 15 * MINUTE_MS;
const NETWORK: BackoffRule = {
  name: "sign-in",
  free: 30,
  baseMs: 10 * SECOND_MS,
  maxMs: MAX_WAIT_MS,
  forgetAfterMs: HOUR_MS,
};
const ADDRESS: BackoffRule = {
  name: "sign-in",
  free: 5,
  baseMs: SECOND_MS,
  maxMs: MAX_WAIT_MS,
  forgetAfterMs: DAY_MS,
};
/** So many failures from unknown browsers are no owner's slip of memory. */
const ATTACK_FAILURES = 10;

/** A try to guess a password, or to type one's own. */
export interface Guess {
  /** This try, should it fail, makes the failures for the address an attack. */
  isAttack: boolean;
  /** The password was right. */
  succeed(): Promise<void>;
}

async function attempt(ctx: Ctx, subject: LimitSubject, rule: BackoffRule): Promise<Attempt> {
  const answer = await limiterOf(ctx.env, subject).attempt(rule);
  if (answer.ok) return answer;
  const seconds = Math.max(1, Math.ceil(answer.retryAfterMs / 1_000));
  throw new Problem("too-many-requests", {
    detail: `Too many failed tries; try again in ${seconds} s.`,
    retryAfterSeconds: seconds,
  });
}

/**
 * Admits a try for an address from this request's network, by growing delays. A known device (the
 * device cookies of OWASP's "Slow Down Online Guessing Attacks with Device Cookies") has a counter of
 * its own that nobody else's failures touch, and is not held up with its network.
 */
export async function admitGuess(
  ctx: Ctx,
  email: string,
  knownDevice: string | undefined,
): Promise<Guess> {
  const source = sourceOf(ctx);
  const address = await addressSubject(ctx, email);
  const isKnown = knownDevice !== undefined;
  const rule = isKnown ? { ...ADDRESS, name: `sign-in:${knownDevice}` } : ADDRESS;
  if (!isKnown) await attempt(ctx, source, NETWORK);
  const { failures } = await attempt(ctx, address, rule);
  return {
    isAttack: !isKnown && failures === ATTACK_FAILURES,
    succeed: async () => {
      const forgetting = [limiterOf(ctx.env, address).settle(rule.name, "all")];
      if (!isKnown) forgetting.push(limiterOf(ctx.env, source).settle(NETWORK.name, "one"));
      await Promise.all(forgetting);
    },
  };
}
