import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isProblem } from "#core/problem";
import { decideOutcome, type OutcomeFacts } from "./decide-outcome.ts";
import { disputeStates, outcomes, SECOND_APPROVAL_OVER_PT } from "./schema.ts";

const PT = 1_000_000;
const LIMIT = SECOND_APPROVAL_OVER_PT;

const facts: OutcomeFacts = {
  state: "in-review",
  outcome: "approved",
  amountPt: undefined,
  evidence: null,
  leftMicroPt: 10 * PT,
};

function slugOf(given: Partial<OutcomeFacts>): string {
  try {
    decideOutcome({ ...facts, ...given });
    return "decided";
  } catch (cause) {
    if (isProblem(cause)) return cause.slug;
    throw cause;
  }
}

describe("a decision", () => {
  test.each<[string, Partial<OutcomeFacts>, object]>([
    [
      "approved gives back all that is left",
      {},
      { state: "approved", outcome: "approved", effect: "refund", effectMicroPt: 10 * PT },
    ],
    [
      "in part gives back that part",
      { outcome: "partly", amountPt: 4 },
      { state: "partly", outcome: "partly", effectMicroPt: 4 * PT },
    ],
    [
      "in part, but all that is left, is a whole one",
      { outcome: "partly", amountPt: 10 },
      { state: "approved", outcome: "approved", effectMicroPt: 10 * PT },
    ],
    [
      "denied gives back nothing",
      { outcome: "denied" },
      { state: "denied", outcome: "denied", effect: null, effectMicroPt: 0 },
    ],
    [
      "denied may be a charge that was given back",
      { outcome: "denied", leftMicroPt: 0 },
      { state: "denied", effectMicroPt: 0 },
    ],
    ["of exactly the limit needs one operator", { leftMicroPt: LIMIT * PT }, { state: "approved" }],
    [
      "above the limit waits for a second one",
      { leftMicroPt: (LIMIT + 1) * PT },
      { state: "second-approval", outcome: "approved", effectMicroPt: (LIMIT + 1) * PT },
    ],
    [
      "above the limit in part waits as well",
      { leftMicroPt: 3 * LIMIT * PT, outcome: "partly", amountPt: LIMIT + 1 },
      { state: "second-approval", outcome: "partly" },
    ],
    [
      "below the limit in part of more does not",
      { leftMicroPt: 3 * LIMIT * PT, outcome: "partly", amountPt: LIMIT },
      { state: "partly" },
    ],
  ])("%s", (_, given, decided) => {
    expect(decideOutcome({ ...facts, ...given })).toMatchObject(decided);
  });

  test.each<[string, Partial<OutcomeFacts>]>([
    ["invalid-input", { outcome: "partly", amountPt: 11 }],
    ["conflict", { leftMicroPt: 0 }],
    ["conflict", { leftMicroPt: 0, outcome: "partly", amountPt: 1 }],
    ["conflict", { state: "open" }],
    ["conflict", { state: "gathering" }],
    ["conflict", { state: "denied" }],
    ["conflict", { state: "second-approval", outcome: "denied" }],
    ["conflict", { state: "second-approval" }],
    ["conflict", { state: "second-approval", outcome: "partly", amountPt: 1 }],
  ])("is refused with %s: %j", (slug, given) => {
    expect(slugOf(given)).toBe(slug);
  });

  test("never gives back more than is left, nor above the limit by one operator", () => {
    const some = fc.record({
      state: fc.constantFrom(...disputeStates),
      outcome: fc.constantFrom(...outcomes),
      amountPt: fc.integer({ min: 1, max: 20_000 }),
      leftMicroPt: fc.integer({ min: 0, max: 20_000 }).map((pt) => pt * PT),
    });
    fc.assert(
      fc.property(some, (given) => {
        if (slugOf(given) !== "decided") return;
        const { state, effectMicroPt } = decideOutcome({ ...facts, ...given });
        expect(effectMicroPt).toBeLessThanOrEqual(given.leftMicroPt);
        expect(state === "second-approval").toBe(effectMicroPt > LIMIT * PT);
      }),
    );
  });
});
