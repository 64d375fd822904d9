import { ptToMicro } from "#core/money";
import { parseInput } from "#core/parse-input";
import type { UserId } from "#core/ids";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { type DisputeRow, requireAnyDispute, requireOperatorPerson } from "./access.ts";
import { changeDispute, type NewEvent, requireVersion } from "./change-dispute.ts";
import { decideOutcome, type DecidedOutcome } from "./decide-outcome.ts";
import { leftOf } from "./find-charge.ts";
import { finishEffect } from "./finish-effect.ts";
import { getDisputeCase } from "./get-dispute-case.ts";
import { dueAfter, isOver } from "./machine.ts";
import { Decision, type OperatorDisputeView } from "./schema.ts";
import { alertOperators, tellSystems, tellUser } from "./tell.ts";

/** What of the charge can still be given back, as the ledger says now. */
async function readLeft(ctx: Ctx, row: DisputeRow): Promise<number> {
  const hold = await ledgerOf(ctx.env, row.accountId).charge(row.chargeId);
  const charge = hold?.charge ?? null;
  return charge === null ? 0 : leftOf(charge);
}

/** True when this very decision was made before: the second press of a button. */
function isRepetition(
  row: DisputeRow,
  decision: ReturnType<typeof Decision.parse>,
  operatorId: UserId,
): boolean {
  const { outcome, amountPt, comment } = decision;
  if (row.decidedBy !== operatorId || row.outcome === null) return false;
  if (!isOver(row.state) && row.state !== "second-approval") return false;
  if (row.decisionComment !== comment) return false;
  if (outcome !== "partly" || amountPt === undefined) return row.outcome === outcome;
  return row.outcome !== "denied" && row.effectMicroPt === ptToMicro(amountPt);
}

/** The rows that follow from a decision which is final and whose dispute stands as `row` says. */
export async function concludingRows(ctx: Ctx, row: DisputeRow): Promise<Statement[]> {
  if (row.effectState === "pending") {
    return [outboxRow(ctx, "disputes.decided", { disputeId: row.id })];
  }
  const message = row.decisionComment ?? "";
  return [
    ...(await tellUser(ctx, row, { step: "denied", amountMicroPt: row.disputedMicroPt, message })),
    ...tellSystems(ctx, row, "dispute.resolved"),
  ];
}

/** The rows that ask the other operators for their approval of what the row proposes. */
async function proposingRows(ctx: Ctx, row: DisputeRow, proposer: UserId): Promise<Statement[]> {
  const amountMicroPt = row.effectMicroPt ?? row.disputedMicroPt;
  const alert = { kind: "second-approval", amountMicroPt, except: proposer } as const;
  return [...(await alertOperators(ctx, row, alert)), ...tellSystems(ctx, row, "dispute.updated")];
}

async function writeDecision(
  ctx: Ctx,
  row: DisputeRow,
  decided: DecidedOutcome,
  { operatorId, comment }: { operatorId: UserId; comment: string },
): Promise<DisputeRow> {
  const now = ctx.clock.now();
  const { state, outcome, effect, effectMicroPt } = decided;
  const isProposal = state === "second-approval";
  const set = {
    state,
    outcome,
    effect,
    effectMicroPt,
    decisionComment: comment,
    decidedBy: operatorId,
    decidedAtMs: now,
    effectState: effect === null || isProposal ? null : ("pending" as const),
    resolvedAtMs: effect === null ? now : null,
    firstAnswerAtMs: row.firstAnswerAtMs ?? (isProposal ? null : now),
    dueAtMs: dueAfter(row, state, now),
  };
  const event: NewEvent = {
    kind: isProposal ? "proposed" : "decided",
    side: "operator",
    actorId: operatorId,
    text: comment,
    detail: { outcome, effect, effectMicroPt },
  };
  const next = { ...row, ...set, version: row.version + 1 };
  return await changeDispute(ctx, row, {
    set,
    events: [event],
    action: isProposal ? "dispute.approval-proposed" : "dispute.decided",
    detail: { outcome, effect, effectMicroPt, ownCase: row.openedBy === operatorId },
    also: isProposal ? await proposingRows(ctx, next, operatorId) : await concludingRows(ctx, next),
  });
}

/**
 * Decides a dispute: gives back all that is left of the charge, a part of it, or nothing. For an
 * operator in person. An approval above `SECOND_APPROVAL_OVER_PT` only proposes it to a second
 * operator. The decision is written before the ledger hears of it and names what it gives back, so
 * that the PT move once, whatever fails in between; a job finishes what a crash left. Refuses with
 * `conflict` a dispute that is over or has changed since `version`, and a charge that was given back
 * meanwhile; with `invalid-input` more than is left. The same decision again changes nothing.
 */
export async function decideDispute(
  ctx: Ctx,
  id: string,
  input: Decision,
): Promise<OperatorDisputeView> {
  const operatorId = requireOperatorPerson(ctx);
  const decision = parseInput(Decision, input);
  const row = await requireAnyDispute(ctx, id);
  if (!isRepetition(row, decision, operatorId)) {
    requireVersion(row, decision.version);
    const { outcome, amountPt, comment } = decision;
    const { state, evidence } = row;
    const leftMicroPt = await readLeft(ctx, row);
    const decided = decideOutcome({ state, outcome, amountPt, evidence, leftMicroPt });
    await writeDecision(ctx, row, decided, { operatorId, comment });
  }
  await finishEffect(ctx, row.id);
  return await getDisputeCase(ctx, row.id);
}
