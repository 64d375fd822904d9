import { parseArgs } from "node:util";
import { SimulationFailure, simulate } from "./simulate.ts";

/** `node durable-objects/ledger/simulation/run.ts --seed N --steps M` */
const { values } = parseArgs({
  options: { seed: { type: "string", default: "1" }, steps: { type: "string", default: "100000" } },
});
const seed = Number(values.seed);
const steps = Number(values.steps);
const startedAtMs = performance.now();
try {
  const report = simulate({ seed, steps });
  const seconds = (performance.now() - startedAtMs) / 1_000;
  console.log(report);
  console.log(`${Math.round(steps / seconds)} steps/s, seed ${seed}: every step agreed`);
} catch (cause) {
  if (!(cause instanceof SimulationFailure)) throw cause;
  console.error(cause.message);
  console.error(
    `replay: node durable-objects/ledger/simulation/run.ts --seed ${cause.seed} --steps ${cause.step}`,
  );
  process.exitCode = 1;
}
