import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Runs a command of the project and ends this process with its code when it fails. */
export function run(command: string, args: string[], env: Record<string, string> = {}): void {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (error !== undefined) console.error(`${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs one named step and says how long it took. */
export async function step(name: string, work: () => void | Promise<void>): Promise<void> {
  const from = performance.now();
  console.log(`\n▸ ${name}`);
  await work();
  console.log(`  ${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
}
