import { expect, test } from "vitest";
import { newUserCode, shownUserCode, tryReadUserCode } from "./user-code.ts";

test("a code is eight consonants, and none is like another", () => {
  const codes = Array.from({ length: 500 }, newUserCode);
  for (const code of codes) expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
  expect(new Set(codes).size).toBe(500);
});

test("every letter comes up about as often as the others", () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 2_500; i++) {
    for (const letter of newUserCode()) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  // 20,000 letters: a thousand of each of twenty, standard deviation 31.
  expect(counts.size).toBe(20);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
});

test.each([
  ["WDJB-MJHT", "WDJBMJHT"],
  ["wdjb mjht", "WDJBMJHT"],
  [" wdjbmjht ", "WDJBMJHT"],
  ["WDJB-MJH", undefined],
  ["WDJB-MJHA", undefined],
  ["", undefined],
])("%s is read as %s", (typed, expected) => {
  expect(tryReadUserCode(typed)).toBe(expected);
});

test("a code is shown in two halves", () => {
  expect(shownUserCode("WDJBMJHT")).toBe("WDJB-MJHT");
});
