import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Runs one of the project's commands. It is the only script that runs on the machine's own Node (20
 * or newer): it installs what is missing and hands over to the Node that the lockfile pins.
 */
const root = join(import.meta.dirname, "..");
const bin = join(root, "node_modules", ".bin");
const stamp = join(root, "node_modules", ".selvedge-installed");

function installWhatIsMissing() {
  const lock = readFileSync(join(root, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("Installing packages…");
  const install = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
  });
  if (install.status !== 0) process.exit(install.status ?? 1);
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(stamp, wanted);
}

const [command, ...args] = process.argv.slice(2);
if (command === undefined || !existsSync(join(root, "scripts", `${command}.ts`))) {
  console.error(
    "usage: node scripts/bootstrap.mjs <start|dev|build|deploy|test|check|bench|shots>",
  );
  process.exit(2);
}
installWhatIsMissing();

const child = spawn(join(bin, "node"), [join(root, "scripts", `${command}.ts`), ...args], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
    WRANGLER_SEND_METRICS: "false",
  },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
