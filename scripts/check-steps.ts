import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run, runTogether, step } from "./command.ts";

const bindingTypes = join(import.meta.dirname, "..", "worker-configuration.d.ts");

function checkBindingTypes(): void {
  const before = readFileSync(bindingTypes, "utf8");
  run("wrangler", ["types", "--include-runtime=false"], {
    WRANGLER_LOG: "error",
    AUTH_SECRET: "only-for-the-types",
  });
  if (readFileSync(bindingTypes, "utf8") === before) return;
  console.error("worker-configuration.d.ts was stale; commit it as it is now.");
  process.exit(1);
}

/** Everything that is checked without building or a browser. */
export async function check(): Promise<void> {
  await step("messages, openapi and route types", () => {
    run("node", ["scripts/compile-messages.ts"]);
    run("node", ["scripts/openapi.ts"]);
    run("react-router", ["typegen"]);
  });
  await step("format", () => run("oxfmt", ["--check"]));
  await step("lint", () => run("oxlint", ["--type-aware", "--deny-warnings"]));
  await step("types", () => run("node", ["scripts/types.ts"]));
  await step("binding types", checkBindingTypes);
  await step("dead code", () => run("knip", ["--no-progress"]));
  await step("unit tests", () => run("vitest", ["run", "--project", "unit"]));
  // Files of one workerd process run one by one, because they share what stands in for others; another
  // process has stand-ins of its own.
  await step("workerd tests", () =>
    runTogether([
      ["vitest", ["run", "--project", "workers", "--shard", "1/2"]],
      ["vitest", ["run", "--project", "workers", "--shard", "2/2"]],
    ]),
  );
}
