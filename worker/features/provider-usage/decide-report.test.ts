import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/time";
import { dayEndMs } from "./days.ts";
import { decideReport, isLate } from "./decide-report.ts";

const day = "2026-11-21";
const end = dayEndMs(day);

test("a day is final one day after its end, and not a moment before", () => {
  expect(decideReport(undefined, { day, digest: "a", atMs: end + DAY_MS - 1 })).toEqual({
    digest: "a",
    changedAtMs: end + DAY_MS - 1,
    finalAtMs: null,
    revisedAtMs: null,
  });
  expect(decideReport(undefined, { day, digest: "a", atMs: end + DAY_MS }).finalAtMs).toBe(
    end + DAY_MS,
  );
});

test("figures that have just changed wait for the next reading that finds them unchanged", () => {
  const first = decideReport(undefined, { day, digest: "a", atMs: end + HOUR_MS });
  const second = decideReport(first, { day, digest: "b", atMs: end + 26 * HOUR_MS });
  expect(second).toMatchObject({ finalAtMs: null, changedAtMs: end + 26 * HOUR_MS });
  const third = decideReport(second, { day, digest: "b", atMs: end + 50 * HOUR_MS });
  expect(third).toMatchObject({
    finalAtMs: end + 50 * HOUR_MS,
    changedAtMs: end + 26 * HOUR_MS,
    revisedAtMs: null,
  });
});

test("a final report stays final, and a change of it is noted", () => {
  const final = decideReport(undefined, { day, digest: "a", atMs: end + 2 * DAY_MS });
  const same = decideReport(final, { day, digest: "a", atMs: end + 3 * DAY_MS });
  expect(same).toEqual(final);
  const revised = decideReport(final, { day, digest: "b", atMs: end + 3 * DAY_MS });
  expect(revised).toMatchObject({
    finalAtMs: final.finalAtMs,
    revisedAtMs: end + 3 * DAY_MS,
    digest: "b",
  });
});

test("a report is late from two days after the day's end on", () => {
  expect(isLate(day, end + 2 * DAY_MS - 1)).toBe(false);
  expect(isLate(day, end + 2 * DAY_MS)).toBe(true);
});
