import { desc, eq } from "drizzle-orm";
import { newId } from "#core/ids";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import { isUniqueViolation, runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import type { LaneSummary, RunView } from "./schema.ts";
import type { RunRow } from "./stage.ts";
import { reconciliationRuns } from "./tables.ts";
import { toRunView } from "./to-run-view.ts";

/** Stripe's objects of so many days are looked at again each night. */
export const WINDOW_MS = 35 * DAY_MS;
/** What is younger may still be on its way by an event. */
const SETTLING_MS = 15 * MINUTE_MS;
/** The scheduled job that works on a run. */
const WORKER_JOB = "continue-reconciliation";

export async function findRunning(ctx: Ctx): Promise<RunRow | undefined> {
  return await ctx.db
    .select()
    .from(reconciliationRuns)
    .where(eq(reconciliationRuns.state, "running"))
    .orderBy(desc(reconciliationRuns.startedAtMs))
    .limit(1)
    .get();
}

function newRun(ctx: Ctx, trigger: RunRow["trigger"]): RunRow {
  const startedAtMs = ctx.clock.now();
  const toMs = Math.floor((startedAtMs - SETTLING_MS) / SECOND_MS) * SECOND_MS;
  const nothing = (): LaneSummary => ({ matched: 0, found: 0, sums: [] });
  return {
    id: newId("rec", startedAtMs),
    version: 1,
    state: "running",
    trigger,
    requestedBy: actorLabel(ctx.actor),
    fromMs: toMs - WINDOW_MS,
    toMs,
    startedAtMs,
    finishedAtMs: null,
    stage: "ledgers",
    after: "",
    tries: 0,
    accounts: 0,
    transactions: 0,
    lanes: { money: nothing(), pt: nothing(), usage: nothing() },
    notes: [],
    appeared: 0,
    resolved: 0,
    truedUp: 0,
  };
}

/**
 * Begins a run, or answers with the one that is not finished yet: there is at most one. With
 * `asked` the work queue is asked to work on it now. For jobs and the operator; safe to repeat.
 */
export async function startRun(
  ctx: Ctx,
  { trigger, asked }: { trigger: RunRow["trigger"]; asked: boolean },
): Promise<RunView> {
  requireOperator(ctx);
  const running = await findRunning(ctx);
  if (running !== undefined) return await toRunView(ctx, running);
  const run = newRun(ctx, trigger);
  const request = { name: WORKER_JOB, runId: newId("job", run.startedAtMs) };
  try {
    await runBatch(ctx.db, [
      ctx.db.insert(reconciliationRuns).values(run),
      auditRow(ctx, "reconciliation.started", run.id, { trigger }),
      ...(asked ? [outboxRow(ctx, "operations.run-requested", request)] : []),
    ]);
  } catch (cause) {
    if (!isUniqueViolation(cause, "reconciliation_runs.state")) throw cause;
    const other = await findRunning(ctx);
    if (other === undefined) throw cause;
    return await toRunView(ctx, other);
  }
  return await toRunView(ctx, run);
}
