import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DisputeEvidence } from "./evidence.ts";
import { disputeReasons } from "./schema.ts";
import { decideEffect, suggestDecision } from "./suggest-decision.ts";

const PT = 1_000_000;
const tokens = { input: 0, cachedRead: 0, cacheWrite: 0, output: 500 };

/** A charge of 10 PT that is right. */
const right: DisputeEvidence = {
  gatheredAtMs: 1,
  charge: {
    chargeId: "chg_1",
    transactionId: "tx_1",
    atMs: 1,
    chargeMicroPt: 10 * PT,
    paidMicroPt: 10 * PT,
    writtenOffMicroPt: 0,
    returnedMicroPt: 0,
    leftMicroPt: 10 * PT,
    estimated: false,
    late: false,
  },
  usage: {
    found: true,
    tokens,
    raw: [],
    complete: true,
    truedUp: false,
    estimatedClasses: [],
    issue: null,
  },
  pricing: { found: true, model: "m", rateCardVersion: 1, publishedAtMs: 1, ptPer1k: tokens },
  recomputed: { found: true, tokens, amountMicroPt: 10 * PT, differenceMicroPt: 0 },
  hold: { holdId: "hold_1", amountMicroPt: 1, heldAtMs: 1, expiresAtMs: 1, settledAtMs: 1 },
  stream: { found: false, why: "not-kept" },
  turn: {
    found: true,
    turnId: "turn_1",
    state: "complete",
    finishReason: "stop",
    stopRequested: false,
    createdAtMs: 1,
    endedAtMs: 2,
    estimatedInputTokens: 1,
  },
  provider: { found: false, why: "not-kept" },
  others: { sameTurn: [], searched: 1 },
  question: { found: false, why: "not-kept" },
  answer: { found: true, messageId: "msg_1", characters: 9, sha256: "", text: null },
  grants: [],
};

const charge = (given: Partial<DisputeEvidence["charge"]>) => ({
  charge: { ...right.charge, ...given },
});
const differs = (differenceMicroPt: number): Partial<DisputeEvidence> => ({
  recomputed: { found: true, tokens, amountMicroPt: 0, differenceMicroPt },
});
const turn = (given: object): Partial<DisputeEvidence> => ({
  turn: { ...right.turn, found: true, ...given } as DisputeEvidence["turn"],
});
const usage = (given: object): Partial<DisputeEvidence> => ({
  usage: { ...right.usage, found: true, ...given } as DisputeEvidence["usage"],
});
const silent = usage({ tokens: { ...tokens, output: 0 } });
const twin = (returnedMicroPt: number): Partial<DisputeEvidence> => ({
  others: {
    sameTurn: [{ transactionId: "tx_2", chargeId: "chg_2", paidMicroPt: 5, returnedMicroPt }],
    searched: 9,
  },
});
const nothingKept = { found: false, why: "not-kept" } as const;

describe("what the evidence suggests", () => {
  test.each<[string, Partial<DisputeEvidence>, object]>([
    [
      "a charge that is right stands",
      {},
      { decision: "deny", reason: "charge-is-right", effect: null, amountMicroPt: 0 },
    ],
    [
      "nothing is owed of a charge that was given back",
      charge({ leftMicroPt: 0 }),
      { decision: "deny", reason: "already-returned", amountMicroPt: 0 },
    ],
    [
      "what was charged too much is corrected",
      differs(3 * PT),
      { decision: "partly", reason: "amount-differs", effect: "correct", amountMicroPt: 3 * PT },
    ],
    [
      "never more than what is left",
      { ...differs(30 * PT), ...charge({ leftMicroPt: 4 * PT }) },
      { decision: "approve", reason: "amount-differs", effect: "correct", amountMicroPt: 4 * PT },
    ],
    [
      "what was charged too little stays as it is",
      differs(-3 * PT),
      { decision: "deny", reason: "charge-is-right" },
    ],
    [
      "a second charge of the same turn is corrected",
      twin(0),
      {
        decision: "approve",
        reason: "duplicate-charge",
        effect: "correct",
        amountMicroPt: 10 * PT,
      },
    ],
    [
      "of two charges only one is owed back",
      twin(5),
      { decision: "deny", reason: "charge-is-right" },
    ],
    [
      "a turn that failed is paid back",
      turn({ state: "failed" }),
      { decision: "approve", reason: "turn-failed", effect: "refund", amountMicroPt: 10 * PT },
    ],
    [
      "an answer without a token is paid back",
      silent,
      { decision: "approve", reason: "no-output", effect: "refund" },
    ],
    [
      "an answer without a word is paid back",
      { answer: { found: true, messageId: "m", characters: 0, sha256: "", text: null } },
      { decision: "approve", reason: "no-output", effect: "refund" },
    ],
    [
      "an answer that its reader stopped is not",
      { ...silent, ...turn({ stopRequested: true }) },
      { decision: "deny", reason: "charge-is-right" },
    ],
    [
      "an estimate waits for its true-up",
      charge({ estimated: true }),
      { decision: "wait", reason: "estimated", effect: null },
    ],
    [
      "without prices a person has to look",
      { recomputed: nothingKept },
      { decision: "look", reason: "evidence-missing" },
    ],
  ])("%s", (_, given, suggested) => {
    expect(suggestDecision({ ...right, ...given }, "wrong-price")).toMatchObject(suggested);
  });

  test.each(["wrong-answer", "other"] as const)("whether %s is true no figure shows", (reason) => {
    expect(suggestDecision(right, reason)).toMatchObject({ decision: "look", reason: "quality" });
  });
});

describe("whatever the evidence is", () => {
  const some = fc.record({
    left: fc.integer({ min: -5, max: 20 }),
    difference: fc.integer({ min: -30, max: 30 }),
    recomputes: fc.boolean(),
    estimated: fc.boolean(),
    output: fc.nat({ max: 2 }),
    stopped: fc.boolean(),
    failed: fc.boolean(),
    doubled: fc.boolean(),
  });
  type Some = typeof some extends fc.Arbitrary<infer T> ? T : never;

  const toEvidence = (facts: Some): DisputeEvidence => ({
    ...right,
    ...charge({ leftMicroPt: facts.left, estimated: facts.estimated }),
    ...(facts.recomputes ? differs(facts.difference) : { recomputed: nothingKept }),
    ...usage({ tokens: { ...tokens, output: facts.output } }),
    ...turn({ stopRequested: facts.stopped, state: facts.failed ? "failed" : "complete" }),
    ...(facts.doubled ? twin(0) : {}),
  });
  const evidence = some.map(toEvidence);

  test("it never suggests to give back more than is left, and gives back only by an effect", () => {
    fc.assert(
      fc.property(evidence, fc.constantFrom(...disputeReasons), (some, reason) => {
        const { decision, effect, amountMicroPt } = suggestDecision(some, reason);
        expect(amountMicroPt).toBeLessThanOrEqual(Math.max(0, some.charge.leftMicroPt));
        const gives = decision === "approve" || decision === "partly";
        expect(amountMicroPt > 0).toBe(gives);
        expect(effect !== null).toBe(gives);
        expect(effect === null || decideEffect(some) === effect).toBe(true);
        expect(decision === "partly" && amountMicroPt >= some.charge.leftMicroPt).toBe(false);
      }),
    );
  });
});

test("without evidence an approval is a refund", () => {
  expect(decideEffect(null)).toBe("refund");
});
