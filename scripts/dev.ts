import { spawn } from "node:child_process";
import { join } from "node:path";
import { run } from "./command.ts";
import { localEnvironment } from "./environment.ts";

const { port, home, variables } = localEnvironment();
const root = join(import.meta.dirname, "..");
run("node", ["scripts/compile-messages.ts"]);
run("node", ["scripts/openapi.ts"]);
run("node", ["scripts/db-apply.ts"]);
const server = spawn("react-router", ["dev", "--port", String(port), "--host", "127.0.0.1"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, SELVEDGE_HOME: home, SELVEDGE_DEV_VARIABLES: JSON.stringify(variables) },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));
server.on("exit", (code) => process.exit(code ?? 0));
