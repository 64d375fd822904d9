import { and, eq, inArray, isNull, lte } from "drizzle-orm";
import { isProblem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { DisputeRow } from "./access.ts";
import { changeDispute } from "./change-dispute.ts";
import { finishEffect } from "./finish-effect.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { nextState } from "./machine.ts";
import { overdueAt } from "./queue-filter.ts";
import { disputes } from "./tables.ts";
import { alertOperators, tellSystems, tellUser } from "./tell.ts";

const SWEEP_MAX = 200;
/** The verb and its job had this long to finish what a decision gives back. */
const UNFINISHED_AFTER_MS = MINUTE_MS;
/** Evidence that the job could not gather by then is gathered as far as it can be reached. */
const STUCK_AFTER_MS = 30 * MINUTE_MS;

/** Does `work` for each; what fails is logged and left for the next run. Answers how many it did. */
async function forEach(
  ctx: Ctx,
  rows: DisputeRow[],
  work: (row: DisputeRow) => Promise<void>,
): Promise<number> {
  let done = 0;
  for (const row of rows) {
    try {
      await work(row);
      done += 1;
    } catch (cause) {
      if (isProblem(cause) && cause.slug === "conflict") continue;
      ctx.log.error("disputes.sweep-failed", cause, { disputeId: row.id });
    }
  }
  return done;
}

async function expire(ctx: Ctx, row: DisputeRow): Promise<void> {
  const state = nextState(row.state, "expire");
  if (state === undefined) return;
  const set = { state, dueAtMs: null, resolvedAtMs: ctx.clock.now() };
  const next = { ...row, ...set, version: row.version + 1 };
  const news = { step: "expired", amountMicroPt: row.disputedMicroPt } as const;
  await changeDispute(ctx, row, {
    set,
    events: [{ kind: "expired", side: "system" }],
    action: "dispute.expired",
    also: [...(await tellUser(ctx, next, news)), ...tellSystems(ctx, next, "dispute.resolved")],
  });
}

async function markOverdue(ctx: Ctx, row: DisputeRow): Promise<void> {
  await changeDispute(ctx, row, {
    set: { overdueAtMs: row.dueAtMs },
    events: [{ kind: "overdue", side: "system" }],
    action: "dispute.overdue",
    also: await alertOperators(ctx, row, { kind: "overdue", amountMicroPt: row.disputedMicroPt }),
  });
}

async function gatherStuck(ctx: Ctx, row: DisputeRow): Promise<void> {
  const { id } = row;
  const now = ctx.clock.now();
  await ctx.db.update(disputes).set({ evidenceAskedAtMs: now }).where(eq(disputes.id, id));
  await gatherEvidence(ctx, id, { tolerant: true });
}

/**
 * Does what time asks for: lets disputes expire whose question nobody answered, marks those that the
 * operator is late with, finishes what a crash left between a decision and the ledger, and gathers
 * evidence that got stuck. For cron; safe to run at any time.
 */
export async function sweepDisputes(
  ctx: Ctx,
): Promise<{ expired: number; overdue: number; finished: number; gathered: number }> {
  requireOperator(ctx);
  const now = ctx.clock.now();
  const { state, dueAtMs, overdueAtMs, effectState, decidedAtMs, evidenceAskedAtMs } = disputes;
  const select = () => ctx.db.select().from(disputes);
  const [unanswered, late, unfinished, stuck] = await ctx.db.batch([
    select()
      .where(and(eq(state, "waiting-for-user"), lte(dueAtMs, now)))
      .limit(SWEEP_MAX),
    select()
      .where(and(overdueAt(now), isNull(overdueAtMs)))
      .limit(SWEEP_MAX),
    select()
      .where(and(eq(effectState, "pending"), lte(decidedAtMs, now - UNFINISHED_AFTER_MS)))
      .limit(SWEEP_MAX),
    select()
      .where(
        and(inArray(state, ["open", "gathering"]), lte(evidenceAskedAtMs, now - STUCK_AFTER_MS)),
      )
      .limit(SWEEP_MAX),
  ]);
  return {
    expired: await forEach(ctx, unanswered, (row) => expire(ctx, row)),
    overdue: await forEach(ctx, late, (row) => markOverdue(ctx, row)),
    finished: await forEach(ctx, unfinished, (row) => finishEffect(ctx, row.id)),
    gathered: await forEach(ctx, stuck, (row) => gatherStuck(ctx, row)),
  };
}
