/**
 * Tries that may fail: the first `free` at once, each further one only after a wait that doubles.
 * Growing delays stop guessing without ever closing the door for good: OWASP's Authentication Cheat
 * Sheet, "Protect Against Automated Attacks".
 */
export interface BackoffRule {
  /** Names the counter within its subject. */
  name: string;
  /** Tries without a wait. */
  free: number;
  /** The first wait. */
  baseMs: number;
  /** The longest wait. */
  maxMs: number;
  /** After so long without a try everything is forgotten. */
  forgetAfterMs: number;
}

/** What is remembered of failed tries; one under way counts as failed until it is settled. */
export interface Failures {
  count: number;
  lastAtMs: number;
}

export type Attempt =
  | { ok: true; /** This one included. */ failures: number }
  | { ok: false; failures: number; retryAfterMs: number };

/** How long to wait after so many failures. */
export function waitAfterMs(rule: BackoffRule, failures: number): number {
  if (failures < rule.free) return 0;
  return Math.min(rule.maxMs, rule.baseMs * 2 ** Math.min(failures - rule.free, 30));
}

/** Whether another try may be made now, and what is remembered then. Pure. */
export function decideAttempt(
  rule: BackoffRule,
  before: Failures | undefined,
  nowMs: number,
): { attempt: Attempt; after: Failures } {
  const isOver = before === undefined || nowMs - before.lastAtMs >= rule.forgetAfterMs;
  const known: Failures = isOver ? { count: 0, lastAtMs: nowMs } : before;
  const opensAtMs = known.lastAtMs + waitAfterMs(rule, known.count);
  if (!isOver && nowMs < opensAtMs) {
    const refused = { ok: false, failures: known.count, retryAfterMs: opensAtMs - nowMs } as const;
    return { attempt: refused, after: known };
  }
  const after = { count: known.count + 1, lastAtMs: nowMs };
  return { attempt: { ok: true, failures: after.count }, after };
}
