import { spawn, spawnSync } from "node:child_process";
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

/**
 * Runs commands of the project side by side, prints what each said when it ends, and ends this process
 * when any fails.
 */
export async function runTogether(commands: [command: string, args: string[]][]): Promise<void> {
  const codes = await Promise.all(
    commands.map(
      async ([command, args]) =>
        await new Promise<number>((resolve) => {
          const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
          const said: Buffer[] = [];
          child.stdout.on("data", (chunk: Buffer) => said.push(chunk));
          child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
          child.on("error", ({ message }) => said.push(Buffer.from(`${command}: ${message}\n`)));
          child.on("close", (code) => {
            process.stdout.write(Buffer.concat(said));
            resolve(code ?? 1);
          });
        }),
    ),
  );
  const failed = codes.find((code) => code !== 0);
  if (failed !== undefined) process.exit(failed);
}

/** Runs one named step and says how long it took. */
export async function step(name: string, work: () => void | Promise<void>): Promise<void> {
  const from = performance.now();
  console.log(`\n▸ ${name}`);
  await work();
  console.log(`  ${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
}
