import { expect, test } from "vitest";
import { decideRefresh } from "./decide-refresh.ts";

const token = {
  usedAtMs: null,
  programEndedAtMs: null,
  programExpiresAtMs: 1_000_000,
  isSuccessorUsed: false,
};

test.each([
  ["a fresh token is rotated", {}, 0, "rotate"],
  ["a token of a program that has ended is worth nothing", { programEndedAtMs: 5 }, 10, "ended"],
  ["a token of a program whose time is over is worth nothing", {}, 1_000_000, "ended"],
  ["a reply that was lost is repeated within ten seconds", { usedAtMs: 5_000 }, 15_000, "repeat"],
  ["a used token is a theft after ten seconds", { usedAtMs: 5_000 }, 15_001, "reuse"],
  [
    "a used token is a theft at once when its successor was used too",
    { usedAtMs: 5_000, isSuccessorUsed: true },
    5_001,
    "reuse",
  ],
  [
    "a used token of an ended program is no theft",
    { usedAtMs: 5_000, programEndedAtMs: 6_000 },
    900_000,
    "ended",
  ],
] as const)("%s", (_, change, nowMs, expected) => {
  expect(decideRefresh({ ...token, ...change }, nowMs)).toBe(expected);
});
