import { expect, test } from "vitest";
import { decideDelayMs } from "./retry-schedule.ts";

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
