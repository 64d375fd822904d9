import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerPt, answersFor } from "./answers.ts";

describe("about how many answers", () => {
  it.each([
    [500, 2, 250],
    [19_000, 2, 9_500],
    [49_000, 2, 24_000],
    [159_000, 23, 6_900],
    [25, 3, 8],
    [1, 2, 0],
    [0, 2, 0],
  ])("%d PT at %d PT each are about %d", (pt, each, answers) => {
    expect(answersFor(pt, each)).toBe(answers);
  });

  it("never promises more than the PT pay for, and hides less than a tenth of them", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 10_000 }), (pt, each) => {
        const exact = Math.floor(pt / each);
        const about = answersFor(pt, each) ?? -1;
        expect(about).toBeLessThanOrEqual(exact);
        expect(about).toBeGreaterThan(exact * 0.9 - 1);
      }),
    );
  });

  it("says nothing where an answer costs nothing", () => {
    expect(answersFor(500, 0)).toBeNull();
  });

  it("prices an answer as it would be charged: whole PT, upward", () => {
    const micro = (pt: number) => pt * 1_000_000;
    const prices = { input: micro(0.2), cachedRead: 0, cacheWrite: 0, output: micro(2) };
    expect(answerPt(prices)).toBe(2);
    expect(answerPt({ input: 0, cachedRead: 0, cacheWrite: 0, output: 0 })).toBe(0);
  });
});
