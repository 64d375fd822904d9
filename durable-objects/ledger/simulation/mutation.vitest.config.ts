import { defineConfig } from "vitest/config";

/** The tests of the ledger's pure core alone: what `stryker run` judges. */
export default defineConfig({
  test: {
    environment: "node",
    include: ["durable-objects/ledger/**/*.test.ts"],
    exclude: ["**/*.workers.test.ts"],
  },
});
