import { and, eq, sql } from "drizzle-orm";
import { MINUTE_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch, type Statement } from "#platform/db";
import { letOthersIn } from "#platform/let-others-in";
import { rootCause } from "#platform/root-cause";
import { compareLines, compareTopups, compareUnpaid } from "./compare-sources.ts";
import { compareUsage } from "./compare-usage.ts";
import type { Comparison } from "./decide-discrepancies.ts";
import { fetchReports, ReportNotReached } from "./fetch-reports.ts";
import { finishRows } from "./finish-run.ts";
import { readLedgers } from "./read-ledgers.ts";
import { compareMoney } from "./read-stripe.ts";
import { readUnseen } from "./read-unseen.ts";
import { recheckUnmet } from "./recheck-stage.ts";
import type { Lane, LaneSummary, RunView } from "./schema.ts";
import type { RunRow, Stage, Step } from "./stage.ts";
import { stageAfter, type StageName } from "./stages.ts";
import { reconciliationRuns } from "./tables.ts";
import { toRunView } from "./to-run-view.ts";
import { trueUpEstimates } from "./true-up.ts";

/** How long one invocation works; what is left is for the next. */
const TIME_MS_MAX = 2 * MINUTE_MS;
/** Transactions of ledgers that one invocation reads: it keeps within the CPU time of a Worker. */
const TRANSACTIONS_MAX = 400_000;
const OVERTAKEN_MAX = 5;
/** Invocations that a stage may fail in before the run goes on without it: about an hour. */
const FAILURES_MAX = 12;

const stages: Record<Exclude<StageName, "finish">, Stage> = {
  ledgers: readLedgers,
  payments: compareMoney("payments"),
  invoices: compareMoney("invoices"),
  refunds: compareMoney("refunds"),
  chargebacks: compareMoney("chargebacks"),
  unseen: readUnseen,
  lines: compareLines,
  topups: compareTopups,
  sources: compareUnpaid,
  reports: fetchReports,
  "true-ups": trueUpEstimates,
  usage: compareUsage,
  recheck: recheckUnmet,
};

function addSums(sums: LaneSummary["sums"], more: LaneSummary["sums"]): LaneSummary["sums"] {
  const all = sums.map((one) => ({ ...one }));
  for (const one of more) {
    const same = all.find(({ unit, currency }) => unit === one.unit && currency === one.currency);
    if (same === undefined) all.push({ ...one });
    else {
      same.source += one.source;
      same.ledger += one.ledger;
    }
  }
  return all;
}

/** The lanes after one more comparison of one of them. */
function addCompared(
  before: Record<Lane, LaneSummary>,
  lane: Lane,
  { matched, drafts, sums }: Comparison,
): Record<Lane, LaneSummary> {
  const summary = before[lane];
  return {
    ...before,
    [lane]: {
      matched: summary.matched + matched,
      found: summary.found + drafts.length,
      sums: addSums(summary.sums, sums),
    },
  };
}

const laneOfStage: Partial<Record<StageName, Lane>> = {
  payments: "money",
  invoices: "money",
  refunds: "money",
  chargebacks: "money",
  unseen: "money",
  lines: "pt",
  topups: "pt",
  sources: "pt",
  usage: "usage",
};

/** The run's row after a step. */
function progressOf(run: RunRow, step: Step) {
  const lane = laneOfStage[run.stage];
  const compared = lane === undefined ? [] : (step.compared ?? []);
  const lanes = compared.reduce(
    (sum, one) => (lane === undefined ? sum : addCompared(sum, lane, one)),
    run.lanes,
  );
  return {
    version: run.version + 1,
    stage: step.after === null ? stageAfter(run.stage) : run.stage,
    after: step.after ?? "",
    tries: 0,
    lanes,
    notes: [...run.notes, ...(step.notes ?? [])],
    accounts: run.accounts + (step.accounts ?? 0),
    transactions: run.transactions + (step.transactions ?? 0),
    truedUp: run.truedUp + (step.truedUp ?? 0),
    resolved: run.resolved + (step.resolved ?? 0),
  };
}

/** Holds while nobody else has taken a step of the run. */
function ownStep(ctx: Ctx, { id, version }: RunRow): Statement {
  const now = sql`(SELECT ${reconciliationRuns.version} FROM ${reconciliationRuns} WHERE ${reconciliationRuns.id} = ${id})`;
  return guardRow(ctx.db, sql`${now} = ${version}`);
}

export async function findRun(ctx: Ctx, id: RunRow["id"]): Promise<RunRow | undefined> {
  return await ctx.db.select().from(reconciliationRuns).where(eq(reconciliationRuns.id, id)).get();
}

async function takeStep(ctx: Ctx, run: RunRow): Promise<void> {
  if (run.stage === "finish") {
    await runBatch(ctx.db, [ownStep(ctx, run), ...(await finishRows(ctx, run))]);
    return;
  }
  const step = await stages[run.stage](ctx, run);
  await runBatch(ctx.db, [
    ownStep(ctx, run),
    ...step.statements,
    ctx.db
      .update(reconciliationRuns)
      .set(progressOf(run, step))
      .where(eq(reconciliationRuns.id, run.id)),
  ]);
}

/**
 * Notes that the running step could not be done now, so that a later invocation tries again; after
 * an hour of that the run goes on without the rest of the stage, and says so.
 */
async function postpone(ctx: Ctx, run: RunRow, cause: unknown): Promise<void> {
  const tries = run.tries + 1;
  const isGivenUp = tries >= FAILURES_MAX && run.stage !== "finish";
  const note = { kind: "failed", service: run.stage, detail: rootCause(cause) } as const;
  const { id, version } = run;
  await ctx.db
    .update(reconciliationRuns)
    .set(
      isGivenUp
        ? {
            version: version + 1,
            stage: stageAfter(run.stage),
            after: "",
            tries: 0,
            notes: [...run.notes, note],
          }
        : { tries },
    )
    .where(and(eq(reconciliationRuns.id, id), eq(reconciliationRuns.version, version)));
}

/** Takes a step, unless somebody else was faster or it has to wait for a later invocation. */
async function tryStep(ctx: Ctx, run: RunRow): Promise<"taken" | "overtaken" | "postponed"> {
  try {
    await takeStep(ctx, run);
    return "taken";
  } catch (cause) {
    if (isGuardFailure(cause)) return "overtaken";
    await postpone(ctx, run, cause);
    if (!(cause instanceof ReportNotReached)) throw cause;
    return "postponed";
  }
}

/**
 * Works on a run, step by step, until it is finished or this invocation has done its share; the next
 * one goes on from the last step that was written. Every step takes effect once, whatever crashes
 * and whoever else works on the run. Throws what a step failed with, and may be called again. For
 * jobs and the operator.
 */
export async function advanceRun(
  ctx: Ctx,
  id: RunRow["id"],
  { timeMsMax = TIME_MS_MAX, transactionsMax = TRANSACTIONS_MAX } = {},
): Promise<RunView | undefined> {
  requireOperator(ctx);
  let run = await findRun(ctx, id);
  const until = ctx.clock.now() + timeMsMax;
  const transactionsBefore = run?.transactions ?? 0;
  let overtaken = 0;
  while (run !== undefined && run.state === "running") {
    const outcome = await tryStep(ctx, run);
    overtaken = outcome === "overtaken" ? overtaken + 1 : 0;
    if (outcome === "postponed" || overtaken === OVERTAKEN_MAX) break;
    await letOthersIn();
    run = await findRun(ctx, id);
    const read = (run?.transactions ?? 0) - transactionsBefore;
    if (ctx.clock.now() >= until || read >= transactionsMax) break;
  }
  return run === undefined ? undefined : await toRunView(ctx, run);
}
