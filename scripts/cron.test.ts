import { expect, test } from "vitest";
import { firesAt } from "./cron.ts";

const at = (time: string) => new Date(`2026-11-21T${time}:00Z`);

test("a step fires at its multiples only", () => {
  expect(firesAt("*/5 * * * *", at("10:25"))).toBe(true);
  expect(firesAt("*/5 * * * *", at("10:26"))).toBe(false);
});

test("a daily time fires once a day", () => {
  expect(firesAt("17 2 * * *", at("02:17"))).toBe(true);
  expect(firesAt("17 2 * * *", at("03:17"))).toBe(false);
});

test("lists and ranges take their members", () => {
  expect(firesAt("0 9-17 * * 1,6", at("09:00"))).toBe(true);
  expect(firesAt("0 9-17 * * 1-5", at("09:00"))).toBe(false);
});
