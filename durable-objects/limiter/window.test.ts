import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addToWindow,
  checkWindow,
  emptyWindow,
  type LimitRule,
  pruneWindow,
  type Window,
} from "./window.ts";

const rule: LimitRule = { name: "requests", limit: 3, windowMs: 60_000 };

function admit(window: Window, rule: LimitRule, cost: number, nowMs: number) {
  const pruned = pruneWindow(window, nowMs);
  const check = checkWindow(pruned, rule, cost, nowMs);
  return { check, window: check.fits ? addToWindow(pruned, cost, nowMs) : pruned };
}

test("the limit can be used up at once and not beyond", () => {
  let window = emptyWindow(rule.windowMs);
  for (const remaining of [3, 2, 1]) {
    const admitted = admit(window, rule, 1, 1_000);
    expect(admitted.check).toMatchObject({ fits: true, remaining });
    window = admitted.window;
  }
  expect(admit(window, rule, 1, 1_000).check).toMatchObject({ fits: false, fitsAtMs: 61_000 });
});

test("what is refused fits at the time that the refusal names, and not a moment before", () => {
  let window = emptyWindow(rule.windowMs);
  for (const atMs of [0, 10_000, 20_000]) window = admit(window, rule, 1, atMs).window;
  const { fitsAtMs } = admit(window, rule, 2, 30_000).check;
  expect(admit(window, rule, 2, fitsAtMs - 1).check.fits).toBe(false);
  expect(admit(window, rule, 2, fitsAtMs).check.fits).toBe(true);
});

test("a cost above the limit never fits", () => {
  expect(admit(emptyWindow(rule.windowMs), rule, 4, 0).check.fits).toBe(false);
});

test("no interval of the window's length ever holds more than the limit", () => {
  const steps = fc.array(
    fc.record({
      waitMs: fc.integer({ min: 0, max: 20_000 }),
      cost: fc.integer({ min: 1, max: 4 }),
    }),
    { maxLength: 120 },
  );
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 12 }), (steps, limit) => {
      const limited = { ...rule, limit };
      let window = emptyWindow(limited.windowMs);
      let nowMs = 0;
      const admitted: { atMs: number; cost: number }[] = [];
      for (const { waitMs, cost } of steps) {
        nowMs += waitMs;
        const step = admit(window, limited, cost, nowMs);
        window = step.window;
        if (step.check.fits) admitted.push({ atMs: nowMs, cost });
        const within = admitted.filter((one) => one.atMs > nowMs - limited.windowMs);
        expect(within.reduce((sum, one) => sum + one.cost, 0)).toBeLessThanOrEqual(limit);
      }
    }),
  );
});

test("memory stays bounded however many requests are admitted", () => {
  const wide = { name: "requests", limit: 1_000_000, windowMs: 60_000 };
  let window = emptyWindow(wide.windowMs);
  for (let atMs = 0; atMs < 120_000; atMs += 20) window = admit(window, wide, 1, atMs).window;
  expect(window.slices.length).toBeLessThanOrEqual(62);
});
