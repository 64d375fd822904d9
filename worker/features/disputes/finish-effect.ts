import { and, eq, sql } from "drizzle-orm";
import { invariant } from "#core/assert";
import type { Id } from "#core/ids";
import { requireOperator } from "#features/workspaces";
import { type LedgerResult, ledgerOf } from "#objects/ledger";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { type DisputeRow, requireAnyDispute } from "./access.ts";
import { eventRow } from "./change-dispute.ts";
import { disputes } from "./tables.ts";
import { tellSystems, tellUser } from "./tell.ts";

const TRIES_MAX = 5;

/** What the ledger gave back; nothing when nothing was left. */
interface Given {
  returnedMicroPt: number;
  expiredAgainMicroPt: number;
  transactionId: string | null;
  grantId: string | null;
}

const nothing: Given = {
  returnedMicroPt: 0,
  expiredAgainMicroPt: 0,
  transactionId: null,
  grantId: null,
};

type Applied = LedgerResult<"correct" | "refund">;

/** The one command of a dispute: its key is the dispute, so it has its effect once. */
async function apply(ctx: Ctx, row: DisputeRow, amountMicroPt: number): Promise<Applied> {
  const ledger = ledgerOf(ctx.env, row.accountId);
  const key = `dispute:${row.id}`;
  const { chargeId, id } = row;
  if (row.effect === "correct") {
    const reason = `dispute ${id}`;
    return await ledger.apply<"correct">({ type: "correct", key, chargeId, amountMicroPt, reason });
  }
  return await ledger.apply<"refund">({
    type: "refund",
    key,
    chargeId,
    disputeId: id,
    amountMicroPt,
  });
}

/** Lowers what is to be given back to what is left, unless someone else has done so. */
async function lower(ctx: Ctx, row: DisputeRow, leftMicroPt: number): Promise<void> {
  await ctx.db
    .update(disputes)
    .set({ effectMicroPt: leftMicroPt })
    .where(
      and(
        eq(disputes.id, row.id),
        eq(disputes.effectState, "pending"),
        eq(disputes.effectMicroPt, row.effectMicroPt ?? 0),
      ),
    );
}

async function writeGiven(ctx: Ctx, row: DisputeRow, given: Given): Promise<void> {
  const now = ctx.clock.now();
  const set = {
    effectState: "done" as const,
    returnedMicroPt: given.returnedMicroPt,
    expiredAgainMicroPt: given.expiredAgainMicroPt,
    returnTransactionId: given.transactionId,
    returnGrantId: given.grantId,
    resolvedAtMs: now,
  };
  const next: DisputeRow = { ...row, ...set, version: row.version + 1, updatedAtMs: now };
  invariant(row.outcome === "approved" || row.outcome === "partly", "an approval has the effect");
  const pending = sql`EXISTS (SELECT 1 FROM disputes WHERE id = ${row.id} AND effect_state = 'pending')`;
  const detail = { ...given, effect: row.effect };
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, pending),
      ctx.db
        .update(disputes)
        .set({ ...set, version: sql`${disputes.version} + 1`, updatedAtMs: now })
        .where(eq(disputes.id, row.id)),
      eventRow(ctx, row.id, row.state, { kind: "returned", side: "system", detail }),
      auditRow(ctx, "dispute.returned", row.id, { workspaceId: row.workspaceId, ...detail }),
      ...(await tellUser(ctx, next, {
        step: row.outcome,
        amountMicroPt: given.returnedMicroPt - given.expiredAgainMicroPt,
        message: row.decisionComment ?? "",
      })),
      ...tellSystems(ctx, next, "dispute.resolved"),
    ]);
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
  }
}

/**
 * Lets the ledger do what a decision has said, and writes down that it did. Nothing happens without
 * a decision that waits for it. Any number of calls at once and after any crash give back once: the
 * ledger knows the dispute's key. Where less is left of the charge than was decided, because it was
 * corrected meanwhile, that is given back. For jobs and for the verbs that have decided.
 */
export async function finishEffect(ctx: Ctx, id: Id<"dsp">): Promise<void> {
  requireOperator(ctx);
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const row = await requireAnyDispute(ctx, id);
    if (row.effectState !== "pending" || row.effectMicroPt === null) return;
    if (row.effectMicroPt === 0) return await writeGiven(ctx, row, nothing);
    const applied = await apply(ctx, row, row.effectMicroPt);
    if (applied.ok) {
      const { returnedMicroPt, expiredAgainMicroPt, transactionId, grantId } = applied.value;
      const given = { returnedMicroPt, expiredAgainMicroPt, transactionId, grantId };
      return await writeGiven(ctx, row, given);
    }
    if (applied.reason === "nothing-to-return") {
      await lower(ctx, row, applied.availableMicroPt ?? 0);
    } else if (applied.reason !== "key-reused") {
      throw new Error(`The ledger refused the effect of ${id}: ${applied.detail}`);
    }
  }
  throw new Error(`The effect of ${id} could not be finished`);
}
