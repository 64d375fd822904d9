import { expect, test } from "vitest";
import { decideDelayMs, TRIES_MAX } from "./retry-schedule.ts";

const delays = (bench: boolean) =>
  Array.from({ length: TRIES_MAX }, (_none, index) => decideDelayMs(index + 1, bench));

test("an event is tried eight times over about 17 hours and is then set aside", () => {
  const waited = delays(false);
  expect(waited.at(-1)).toBeUndefined();
  expect(waited.slice(0, -1)).toEqual([
    5_000, 30_000, 120_000, 600_000, 3_600_000, 14_400_000, 43_200_000,
  ]);
});

test("each wait is longer than the one before", () => {
  const waited = delays(false).filter((delay) => delay !== undefined);
  expect(waited).toEqual(waited.toSorted((a, b) => a - b));
});

test("on the test bench an outage of two minutes is survived, and no wait is longer than 30 s", () => {
  const waited = delays(true).filter((delay) => delay !== undefined);
  expect(Math.max(...waited)).toBe(30_000);
  expect(waited.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(120_000);
});
