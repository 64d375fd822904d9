import { expect, test } from "vitest";
import { decideRunState } from "./run-state.ts";

const run = {
  id: "job_1",
  name: "self-check",
  startedAtMs: 1_000_000,
  endedAtMs: null,
  report: null,
};

test("a run is what it ended as", () => {
  expect(decideRunState(null, 0)).toBe("never");
  expect(decideRunState({ ...run, ok: true }, 9e12)).toBe("succeeded");
  expect(decideRunState({ ...run, ok: false }, 9e12)).toBe("failed");
});

test("a run without an end is under way, and after a quarter of an hour cut short", () => {
  expect(decideRunState({ ...run, ok: null }, 1_000_000)).toBe("running");
  expect(decideRunState({ ...run, ok: null }, 1_000_000 + 900_000)).toBe("running");
  expect(decideRunState({ ...run, ok: null }, 1_000_000 + 900_001)).toBe("cut-short");
});
