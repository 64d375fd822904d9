import { simulate } from "../../durable-objects/ledger/simulation/simulate.ts";
import type { Figure } from "../figure.ts";

const STEPS = 1_000_000;

/**
 * A million seeded steps of the ledger's core against its model: crashes, duplicates, reordering,
 * clock jumps. A step that disagrees throws with the seed that replays it.
 */
export async function measureSimulation(): Promise<Figure[]> {
  const seed = 1 + Math.floor(Math.random() * 1_000_000);
  const from = performance.now();
  const report = simulate({ seed, steps: STEPS });
  const stepsPerSecond = Math.round(STEPS / ((performance.now() - from) / 1_000));
  return await Promise.resolve([
    {
      name: `ledger simulation, seed ${seed}: ${report.crashes} crashes, ${report.duplicates} duplicates`,
      value: `${report.steps} steps`,
      baseline: `${stepsPerSecond} steps/s`,
      ratio: "every step agreed",
      target: "≥ 1,000,000",
      ok: report.steps >= STEPS,
    },
  ]);
}
