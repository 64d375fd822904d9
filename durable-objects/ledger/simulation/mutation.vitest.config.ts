import { defineConfig } from "vitest/config";

/**
 * What `stryker run` judges: the tests of the ledger's pure core that are quick enough to run once
 * for every mutant. The properties are left out and the simulation is short.
 */
export default defineConfig({
  test: {
    environment: "node",
    include: ["durable-objects/ledger/**/*.test.ts"],
    exclude: ["**/*.workers.test.ts", "**/*.property.test.ts"],
    env: { LEDGER_SIMULATION_STEPS: "2000" },
  },
});
