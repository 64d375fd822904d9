import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import type { Comparison } from "./decide-discrepancies.ts";
import type { RunNote } from "./schema.ts";
import type { reconciliationRuns } from "./tables.ts";

export type RunRow = typeof reconciliationRuns.$inferSelect;

/** What one step of a stage did; its statements take effect together with the run's progress. */
export interface Step {
  statements: Statement[];
  /** Where the stage goes on; null when it is over. */
  after: string | null;
  compared?: Comparison[];
  notes?: RunNote[];
  accounts?: number;
  transactions?: number;
  truedUp?: number;
  resolved?: number;
}

/** Does one step, small enough for any limit of an invocation; safe to repeat until it is written. */
export type Stage = (ctx: Ctx, run: RunRow) => Promise<Step>;

/** The step of a stage that has nothing (more) to do. */
export const stageOver: Step = { statements: [], after: null };
