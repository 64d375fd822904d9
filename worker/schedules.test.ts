import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { schedules, schedulesBetween } from "./schedules.ts";

const day = Date.UTC(2026, 10, 21);
const at = (hours: number, minutes: number) => day + (hours * 60 + minutes) * 60_000;

test("a schedule fires once for all the times that were jumped over", () => {
  expect(schedulesBetween(at(1, 1), at(1, 4))).toEqual([]);
  expect(schedulesBetween(at(1, 1), at(1, 5))).toEqual(["five-minutely"]);
  expect(schedulesBetween(at(2, 16), at(2, 17))).toEqual(["nightly"]);
  expect(schedulesBetween(at(2, 0), at(400, 0))).toEqual(["five-minutely", "nightly"]);
  expect(schedulesBetween(at(9, 0), at(3, 0))).toEqual([]);
});

test("the expressions are those of the deployment", () => {
  const config = readFileSync("wrangler.toml", "utf8");
  const crons = /^crons = (\[.*\])$/m.exec(config)?.[1] ?? "[]";
  expect(Object.keys(schedules)).toEqual(JSON.parse(crons));
});
