import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const STOP_WITHIN_MS = 5_000;
const POLL_MS = 50;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

/** True unless the process table says that the number now belongs to another program. */
function isOurs(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const command = commandOf(pid);
  return command === "" || command.includes("workerd") || command.includes("start.ts");
}

async function stopProcess(pid: number): Promise<void> {
  process.kill(pid, "SIGTERM");
  for (let waited = 0; waited < STOP_WITHIN_MS && isAlive(pid); waited += POLL_MS) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  if (isAlive(pid)) process.kill(pid, "SIGKILL");
}

/** The child processes of this one, where the process table can be read. */
function childrenOf(parent: number): number[] {
  if (!existsSync("/proc")) return [];
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      if (!Number.isInteger(pid)) return false;
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
      } catch {
        return false;
      }
    });
}

/**
 * One home, one server: stops what an earlier start left running on it, which after a `kill -9` may
 * be an orphaned workerd that still holds the port.
 */
export async function stopEarlierServer(home: string): Promise<void> {
  const file = join(home, "server.json");
  if (!existsSync(file)) return;
  const { pids } = JSON.parse(readFileSync(file, "utf8")) as { pids: number[] };
  for (const pid of pids) {
    if (!isOurs(pid)) continue;
    console.log(`stopping the earlier server of this home (process ${pid})`);
    await stopProcess(pid);
  }
  rmSync(file, { force: true });
}

/** Notes this server's processes, for the next start to find. */
export function noteServer(home: string): void {
  const pids = [process.pid, ...childrenOf(process.pid)];
  writeFileSync(join(home, "server.json"), JSON.stringify({ pids }));
}

/** Takes the note away: this server has ended cleanly. */
export function forgetServer(home: string): void {
  rmSync(join(home, "server.json"), { force: true });
}
