import { expect, test } from "vitest";
import { DAY_MS } from "#core/time";
import { decideOpening } from "./decide-opening.ts";

const facts = { chargedAtMs: 0, paidMicroPt: 5, leftMicroPt: 5, nowMs: DAY_MS };

test.each([
  ["a charge of yesterday", {}, undefined],
  ["a charge that was given back in part", { leftMicroPt: 1 }, undefined],
  ["the last moment of the sixtieth day", { nowMs: 60 * DAY_MS }, undefined],
  ["the moment after it", { nowMs: 60 * DAY_MS + 1 }, "limit-reached"],
  ["a charge that was given back wholly", { leftMicroPt: 0 }, "conflict"],
  ["a charge that was written off", { paidMicroPt: 0, leftMicroPt: 0 }, "conflict"],
])("%s", (_, given, slug) => {
  expect(decideOpening({ ...facts, ...given })?.slug).toBe(slug);
});
