import { and, eq, inArray, sql } from "drizzle-orm";
import type { WorkspaceId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { getMessageCharge } from "#features/chat";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { guardRow, isGuardFailure, isUniqueViolation, runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { type DisputeRow, requireDisputer } from "./access.ts";
import { eventRow } from "./change-dispute.ts";
import { decideOpening, openingProblem } from "./decide-opening.ts";
import { draftDispute } from "./draft-dispute.ts";
import { findCharge, type FoundCharge, leftOf } from "./find-charge.ts";
import { toOwnView } from "./get-dispute.ts";
import { unresolvedStates } from "./machine.ts";
import { readWhole } from "./read-whole.ts";
import { type DisputeView, NewDispute, OPEN_MAX } from "./schema.ts";
import { disputes } from "./tables.ts";
import { alertOperators, tellSystems, tellUser } from "./tell.ts";

/** The charge of the workspace that is named by a transaction of it or by its message. */
export async function requireCharge(
  ctx: Ctx,
  workspace: WorkspaceRef,
  { transactionId, messageId = "" }: { transactionId?: string; messageId?: string },
): Promise<FoundCharge> {
  const id = transactionId ?? (await getMessageCharge(ctx, messageId)).transactionId;
  const found = id === null ? null : await findCharge(ctx, workspace.accountId, id);
  if (found === undefined) {
    throw new Problem("not-found", { detail: "There is no such charge on this account." });
  }
  if (found === null) throw openingProblem("nothing-paid");
  return found;
}

/** The disputes of a workspace that are not over. */
export function openOnes(workspaceId: WorkspaceId) {
  return and(eq(disputes.workspaceId, workspaceId), inArray(disputes.state, unresolvedStates));
}

export async function findOfCharge(ctx: Ctx, chargeId: string): Promise<DisputeRow | undefined> {
  return await ctx.db.select().from(disputes).where(eq(disputes.chargeId, chargeId)).get();
}

/** The same words by the same person are a repetition; anything else is a second dispute. */
function requireRepetition(before: DisputeRow, row: DisputeRow): void {
  const { openedBy, reason, comment } = before;
  if (openedBy === row.openedBy && reason === row.reason && comment === row.comment) return;
  throw new Problem("already-exists", {
    detail: "This charge was disputed before; each charge can be disputed once.",
    extensions: { disputeId: before.id },
  });
}

async function insertDispute(ctx: Ctx, row: DisputeRow): Promise<void> {
  const others = sql`(SELECT count(*) FROM ${disputes} WHERE ${openOnes(row.workspaceId)})`;
  await runBatch(ctx.db, [
    guardRow(ctx.db, sql`${others} < ${OPEN_MAX}`),
    ctx.db.insert(disputes).values(row),
    eventRow(ctx, row.id, row.state, {
      kind: "opened",
      side: "user",
      actorId: row.openedBy,
      text: row.comment,
      detail: { reason: row.reason, sharesContent: row.sharesContent },
    }),
    auditRow(ctx, "dispute.opened", row.id, { chargeId: row.chargeId, reason: row.reason }),
    outboxRow(ctx, "disputes.evidence-requested", { disputeId: row.id }),
    ...(await tellUser(ctx, row, { step: "opened", amountMicroPt: row.disputedMicroPt })),
    ...(await alertOperators(ctx, row, { kind: "new", amountMicroPt: row.disputedMicroPt })),
    ...tellSystems(ctx, row, "dispute.opened"),
  ]);
}

async function viewOf(ctx: Ctx, row: DisputeRow): Promise<DisputeView> {
  return toOwnView(await readWhole(ctx, row), ctx.clock.now());
}

/**
 * Disputes one charge of the workspace, named by a transaction of it or by its message. Evidence
 * gathers itself afterwards; no PT move. For anyone in the workspace with an account. Refuses with
 * `not-found` what is not the workspace's, with `conflict` what was not paid or was given back
 * wholly, with `limit-reached` a charge older than 60 days and a 21st open dispute, with
 * `already-exists` a second dispute of a charge. A retry with the same words answers the first one.
 */
export async function openDispute(ctx: Ctx, input: NewDispute): Promise<DisputeView> {
  const { workspace, userId: openedBy } = requireDisputer(ctx, "disputes.write");
  const { reason, comment, sharesContent, ...named } = parseInput(NewDispute, input);
  const found = await requireCharge(ctx, workspace, named);
  const nowMs = ctx.clock.now();
  const opening = { workspace, openedBy, reason, comment, sharesContent };
  const row = draftDispute(opening, found, nowMs);
  const before = await findOfCharge(ctx, row.chargeId);
  if (before !== undefined) {
    requireRepetition(before, row);
    return await viewOf(ctx, before);
  }
  const { charge } = found;
  const { atMs: chargedAtMs, paidMicroPt } = charge;
  const refusal = decideOpening({ chargedAtMs, paidMicroPt, leftMicroPt: leftOf(charge), nowMs });
  if (refusal !== undefined) throw openingProblem(refusal);
  try {
    await insertDispute(ctx, row);
  } catch (cause) {
    if (isGuardFailure(cause)) throw openingProblem("too-many", cause);
    const first = isUniqueViolation(cause, "disputes.charge_id")
      ? await findOfCharge(ctx, row.chargeId)
      : undefined;
    if (first === undefined) throw cause;
    requireRepetition(first, row);
    return await viewOf(ctx, first);
  }
  return await viewOf(ctx, row);
}
