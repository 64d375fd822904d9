import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

test("a dry run of the deployment names every binding and uploads nothing", () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, "scripts", "deploy.ts"), "--dry-run"],
    { cwd: root, encoding: "utf8" },
  );
  expect(status).toBe(0);
  for (const binding of ["LEDGER", "CONVERSATION", "LIMITER", "WORK_QUEUE", "DB", "BUCKET"]) {
    expect(stdout).toContain(`env.${binding} `);
  }
  expect(stdout).toContain("--dry-run: exiting now.");
});
