import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costMicroUsd, isWorse, lightOf, marginOf, spreadMinor } from "./decide-margin.ts";

describe("the light", () => {
  it.each([
    [100, "green"],
    [65.1, "green"],
    [65, "yellow"],
    [50, "yellow"],
    [49.9, "red"],
    [-20, "red"],
  ])("of %s %% is %s", (percent, light) => {
    expect(lightOf(percent)).toBe(light);
  });

  it("is worse only downwards, and a bad first look counts", () => {
    expect(isWorse("green", "yellow")).toBe(true);
    expect(isWorse("yellow", "red")).toBe(true);
    expect(isWorse(null, "red")).toBe(true);
    expect(isWorse(null, "green")).toBe(false);
    expect(isWorse("red", "yellow")).toBe(false);
    expect(isWorse("red", null)).toBe(false);
  });
});

describe("a margin", () => {
  it("is what is left of the revenue, in percent", () => {
    expect(marginOf(3_000_000, 1_000_000)).toMatchObject({ marginPercent: 66.7, light: "green" });
    expect(marginOf(1_000_000, 1_500_000)).toMatchObject({ marginPercent: -50, light: "red" });
  });

  it("is not said without revenue or with a cost that is not known", () => {
    expect(marginOf(0, 10)).toMatchObject({ marginPercent: null, light: null });
    expect(marginOf(10, null)).toMatchObject({ marginPercent: null, light: null });
  });
});

it("a cost is the sum over token classes, rounded up once", () => {
  const usdPerMillion = { input: 0.25, cachedRead: 0.025, cacheWrite: 0.25, output: 2 };
  const tokens = { input: 1_000_000, cachedRead: 0, cacheWrite: 0, output: 500_000 };
  expect(costMicroUsd({ tokens, usdPerMillion })).toBe(1_250_000);
  const one = { input: 0, cachedRead: 1, cacheWrite: 0, output: 0 };
  expect(costMicroUsd({ tokens: one, usdPerMillion })).toBe(1);
});

it("an amount spread over windows that meet adds up to itself", () => {
  const days = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 15 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), days, (amountMinor, lengths) => {
      const period = { startsAtMs: 1_000, endsAtMs: 1_000 + lengths.reduce((a, b) => a + b, 0) };
      let fromMs = period.startsAtMs;
      let sum = 0;
      for (const length of lengths) {
        sum += spreadMinor(amountMinor, period, { fromMs, toMs: fromMs + length });
        fromMs += length;
      }
      expect(sum).toBe(amountMinor);
    }),
  );
});
