import { describe, expect, it } from "vitest";
import { ceilToWholePt } from "#core/money";
import { priceTokens } from "#core/pricing";
import { chargeLines } from "./charge-lines.ts";

const prices = { input: 1.25, cachedRead: 0.125, cacheWrite: 1.5, output: 10 };

describe("the proof of a charge", () => {
  it("works out every class", () => {
    const { lines } = chargeLines(
      { input: 1200, cachedRead: 800, cacheWrite: 0, output: 340 },
      prices,
    );
    expect(lines.map(({ costMicroPt }) => costMicroPt)).toEqual([1_500_000, 100_000, 0, 3_400_000]);
  });

  it("comes to what the ledger charged", () => {
    const tokens = { input: 1203, cachedRead: 77, cacheWrite: 5, output: 341 };
    const micro = Object.fromEntries(
      Object.entries(prices).map(([name, pt]) => [name, pt * 1_000_000]),
    ) as typeof prices;
    const { exactMicroPt } = chargeLines(tokens, prices);
    expect(ceilToWholePt(exactMicroPt)).toBe(priceTokens(micro, tokens));
  });
});
