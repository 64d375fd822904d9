import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/time";
import { isFailingTooLong } from "./deliveries.ts";

test("only five days without a success are too long", () => {
  const now = 1_800_000_000_000;
  expect(isFailingTooLong(null, now)).toBe(false);
  expect(isFailingTooLong(now, now)).toBe(false);
  expect(isFailingTooLong(now - 5 * DAY_MS + HOUR_MS, now)).toBe(false);
  expect(isFailingTooLong(now - 5 * DAY_MS, now)).toBe(true);
});
