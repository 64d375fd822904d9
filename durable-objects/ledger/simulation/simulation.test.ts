import { expect, test } from "vitest";
import { SimulationFailure, simulate } from "./simulate.ts";

/** Fewer where every mutant of the core pays for them; see `mutation.vitest.config.ts`. */
const STEPS = Number(process.env["LEDGER_SIMULATION_STEPS"] ?? 20_000);

test("twenty thousand steps of crashes, duplicates, reordering and clock jumps agree with the model", () => {
  const report = simulate({ seed: 20_261_121, steps: STEPS });
  expect(report.steps).toBe(STEPS);
  expect(report.crashes).toBeGreaterThan(STEPS / 70);
  expect(report.duplicates).toBeGreaterThan(STEPS / 20);
  expect(report.clockJumps).toBeGreaterThan(STEPS / 400);
  const commands =
    "bookPlatform clawback correct extend grant hold refund reinstate release settle transferIn transferOut trueUp";
  expect(Object.keys(report.accepted).toSorted().join(" ")).toBe(commands);
});

test("a seed replays to the same run", () => {
  expect(simulate({ seed: 7, steps: 3_000 })).toEqual(simulate({ seed: 7, steps: 3_000 }));
});

test("a model that disagrees is reported with the seed and the step that show it again", () => {
  const failureOf = (seed: number) => {
    try {
      simulate({ seed, steps: 4_000, modelFault: true });
      return undefined;
    } catch (cause) {
      return cause instanceof SimulationFailure ? cause : undefined;
    }
  };
  const failure = failureOf(5);
  expect(failure?.message).toMatch(/^seed 5, step \d+: /);
  expect(failureOf(5)?.step).toBe(failure?.step);
});
