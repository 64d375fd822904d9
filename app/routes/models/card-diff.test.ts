import { describe, expect, it } from "vitest";
import type { RateCardModel } from "#features/models/schema";
import { diffRateCards } from "./card-diff.ts";

const base: RateCardModel = {
  id: "a",
  provider: "builtin",
  upstreamModel: "a",
  class: "core",
  ptPer1k: { input: 1, cachedRead: 1, cacheWrite: 1, output: 2 },
  maxOutputTokens: 100,
};

describe("what publishing would change", () => {
  it("is nothing for the same card", () => {
    expect(diffRateCards([base], [structuredClone(base)])).toEqual([]);
  });

  it("names a changed price with both values", () => {
    const after = { ...base, ptPer1k: { input: 1, cachedRead: 1, cacheWrite: 1, output: 3 } };
    expect(diffRateCards([base], [after])).toEqual([
      { kind: "changed", id: "a", changes: [{ field: "output", before: "2", after: "3" }] },
    ]);
  });

  it("names what comes and what goes", () => {
    expect(diffRateCards([base], [{ ...base, id: "b" }])).toEqual([
      { kind: "added", id: "b" },
      { kind: "removed", id: "a" },
    ]);
  });

  it("names a member that is set for the first time", () => {
    expect(diffRateCards([base], [{ ...base, minPlan: "pro" }])).toEqual([
      {
        kind: "changed",
        id: "a",
        changes: [{ field: "minPlan", before: undefined, after: "pro" }],
      },
    ]);
  });
});
