import { expect, test } from "vitest";
import { DAY_MS } from "#core/time";
import { decideOpening, openingProblem } from "./decide-opening.ts";

const facts = { chargedAtMs: 0, paidMicroPt: 5, leftMicroPt: 5, nowMs: DAY_MS };

test.each([
  ["a charge of yesterday", {}, undefined],
  ["a charge that was given back in part", { leftMicroPt: 1 }, undefined],
  ["the last moment of the sixtieth day", { nowMs: 60 * DAY_MS }, undefined],
  ["the moment after it", { nowMs: 60 * DAY_MS + 1 }, "too-old"],
  ["a charge that was given back wholly", { leftMicroPt: 0 }, "returned"],
  ["a charge that was written off", { paidMicroPt: 0, leftMicroPt: 0 }, "nothing-paid"],
])("%s", (_, given, refusal) => {
  expect(decideOpening({ ...facts, ...given })).toBe(refusal);
});

test("each refusal is a problem that can be told apart", () => {
  const refusals = ["nothing-paid", "returned", "too-old", "too-many"] as const;
  const problems = refusals.map((refusal) => openingProblem(refusal));
  expect(problems.map(({ slug }) => slug)).toEqual([
    "conflict",
    "conflict",
    "limit-reached",
    "limit-reached",
  ]);
  expect(new Set(problems.map(({ detail }) => detail)).size).toBe(4);
});
