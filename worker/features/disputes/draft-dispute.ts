import { newId, type UserId } from "#core/ids";
import type { WorkspaceRef } from "#platform/ctx";
import type { DisputeRow } from "./access.ts";
import { type FoundCharge, leftOf } from "./find-charge.ts";
import { dueAfter } from "./machine.ts";
import type { DisputeReason } from "./schema.ts";

export interface Opening {
  workspace: WorkspaceRef;
  openedBy: UserId;
  reason: DisputeReason;
  comment: string;
  sharesContent: boolean;
}

/** The row of a dispute as it begins. */
export function draftDispute(
  { workspace, ...opening }: Opening,
  { settle, charge, purpose }: FoundCharge,
  nowMs: number,
): DisputeRow {
  return {
    id: newId("dsp", nowMs),
    version: 1,
    workspaceId: workspace.id,
    accountId: workspace.accountId,
    chargeId: charge.id,
    transactionId: settle.id,
    conversationId: purpose.conversationId ?? null,
    turnId: purpose.turnId,
    model: purpose.model,
    ...opening,
    disputedMicroPt: leftOf(charge),
    chargedAtMs: charge.atMs,
    state: "open",
    dueAtMs: dueAfter(undefined, "open", nowMs),
    overdueAtMs: null,
    firstAnswerAtMs: null,
    evidence: null,
    evidenceAskedAtMs: nowMs,
    outcome: null,
    decisionComment: null,
    decidedBy: null,
    decidedAtMs: null,
    secondBy: null,
    effect: null,
    effectMicroPt: null,
    effectState: null,
    returnedMicroPt: null,
    expiredAgainMicroPt: null,
    returnTransactionId: null,
    returnGrantId: null,
    resolvedAtMs: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}
