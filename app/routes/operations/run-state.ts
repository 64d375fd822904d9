import { MINUTE_MS } from "#core/time";
import type { CronRunView } from "#features/operations/schema";

export type RunState = "never" | "running" | "cut-short" | "succeeded" | "failed";

/** No scheduled job takes longer; a run without an end after this was cut short. */
const RUN_MAX_MS = 15 * MINUTE_MS;

/** How the run stands at `nowMs`. */
export function decideRunState(run: CronRunView | null, nowMs: number): RunState {
  if (run === null) return "never";
  if (run.ok !== null) return run.ok ? "succeeded" : "failed";
  return nowMs - run.startedAtMs > RUN_MAX_MS ? "cut-short" : "running";
}
