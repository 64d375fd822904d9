import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/time";
import { decideDelayMs, isFailingTooLong } from "./retry-schedule.ts";

test("a delivery is tried eight times: at once, then after 5 s, 5 min, 30 min, 2, 5, 10 and 10 h", () => {
  const seconds = [1, 2, 3, 4, 5, 6, 7, 8].map((tries) => decideDelayMs(tries, false));
  expect(seconds.map((ms) => (ms === undefined ? undefined : ms / 1_000))).toEqual([
    5,
    300,
    1_800,
    7_200,
    18_000,
    36_000,
    36_000,
    undefined,
  ]);
});

test("a test is tried once", () => {
  expect(decideDelayMs(1, true)).toBeUndefined();
});

test("only five days without a success are too long", () => {
  const now = 1_800_000_000_000;
  expect(isFailingTooLong(null, now)).toBe(false);
  expect(isFailingTooLong(now, now)).toBe(false);
  expect(isFailingTooLong(now - 5 * DAY_MS + HOUR_MS, now)).toBe(false);
  expect(isFailingTooLong(now - 5 * DAY_MS, now)).toBe(true);
});
