import { defineConfig } from "vitest/config";

/** Tests against the built product, served once for all of them. */
export default defineConfig({
  test: {
    include: ["tests/built/**/*.test.ts"],
    globalSetup: ["./tests/support/serve-built.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
