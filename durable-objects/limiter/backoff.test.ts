import { expect, test } from "vitest";
import { type BackoffRule, decideAttempt, type Failures, waitAfterMs } from "./backoff.ts";

const rule: BackoffRule = {
  name: "sign-in",
  free: 3,
  baseMs: 1_000,
  maxMs: 10_000,
  forgetAfterMs: 100_000,
};

test.each([
  [0, 0],
  [2, 0],
  [3, 1_000],
  [4, 2_000],
  [5, 4_000],
  [6, 8_000],
  [7, 10_000],
  [1_000, 10_000],
])("after %d failures the wait is %d ms", (failures, waitMs) => {
  expect(waitAfterMs(rule, failures)).toBe(waitMs);
});

test("the free tries may come at once, the next only after its wait and not a moment before", () => {
  let known: Failures | undefined;
  for (let i = 1; i <= 3; i++) {
    const { attempt, after } = decideAttempt(rule, known, 5_000);
    expect(attempt).toEqual({ ok: true, failures: i });
    known = after;
  }
  expect(decideAttempt(rule, known, 5_999).attempt).toEqual({
    ok: false,
    failures: 3,
    retryAfterMs: 1,
  });
  expect(decideAttempt(rule, known, 6_000).attempt).toEqual({ ok: true, failures: 4 });
});

test("a refused try does not make the wait longer", () => {
  const known: Failures = { count: 3, lastAtMs: 0 };
  expect(decideAttempt(rule, known, 500).after).toBe(known);
});

test("what lies long enough back is forgotten", () => {
  const known: Failures = { count: 50, lastAtMs: 0 };
  expect(decideAttempt(rule, known, 100_000).attempt).toEqual({ ok: true, failures: 1 });
});
