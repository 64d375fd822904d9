import { describe, expect, it } from "vitest";
import type { Estimate } from "#features/chat/schema";
import { decideEstimateWords } from "./estimate-words.ts";

const estimate: Estimate = {
  model: "m",
  rateCardVersion: 1,
  inputTokens: 10,
  minMicroPt: 2_000_000,
  maxMicroPt: 6_000_000,
  holdMicroPt: 9_000_000,
  availableMicroPt: 100_000_000,
  fits: true,
  messagesLeft: 16,
};

describe("the words of an estimate", () => {
  it("give the range, the hold and how many messages are left", () => {
    expect(decideEstimateWords(estimate)).toMatchObject({ kind: "range", left: 16 });
  });

  it("say what is missing when the hold does not fit", () => {
    const short = { ...estimate, fits: false, availableMicroPt: 3_000_000 };
    expect(decideEstimateWords(short)).toEqual({
      kind: "short",
      neededMicroPt: 9_000_000,
      availableMicroPt: 3_000_000,
    });
  });

  it("say so when a message costs nothing", () => {
    expect(decideEstimateWords({ ...estimate, holdMicroPt: 0 })).toEqual({ kind: "free" });
  });

  it("do not pretend to know thousands of messages exactly", () => {
    expect(decideEstimateWords({ ...estimate, messagesLeft: 123_456 })).toMatchObject({
      left: 120_000,
    });
  });
});
