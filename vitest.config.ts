import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const migrations = await readD1Migrations("./migrations");

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          testTimeout: 120_000,
          environment: "node",
          include: ["{worker,durable-objects,app,tests,scripts,bench,lint}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.workers.test.ts", "tests/e2e/**", "tests/built/**"],
        },
      },
      {
        plugins: [
          cloudflareTest({
            main: "./tests/support/worker.ts",
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                ENVIRONMENT: "local",
                SELVEDGE_BENCH: "1",
                AUTH_SECRET: "only-for-tests-only-for-tests-only",
                TEST_MIGRATIONS: migrations,
              },
            },
          }),
        ],
        test: {
          name: "workers",
          globalSetup: [
            "./tests/support/stripe/setup.ts",
            "./tests/support/ai/setup.ts",
            "./tests/support/oidc/setup.ts",
            "./tests/support/mail/setup.ts",
            "./tests/support/pwned-passwords.ts",
            "./tests/support/webhook-receiver.ts",
            "./tests/support/smtp/setup.ts",
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          include: ["{worker,durable-objects,tests}/**/*.workers.test.ts"],
          setupFiles: ["./tests/support/apply-migrations.ts"],
        },
      },
    ],
  },
});
