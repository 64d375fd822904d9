import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import type { UserId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { type DisputeRow, requireAnyDispute, requireOperatorPerson } from "./access.ts";
import { changeDispute, requireVersion } from "./change-dispute.ts";
import { concludingRows } from "./decide-dispute.ts";
import { finishEffect } from "./finish-effect.ts";
import { getDisputeCase } from "./get-dispute-case.ts";
import { dueAfter, nextState } from "./machine.ts";
import { type OperatorDisputeView, SecondDecision } from "./schema.ts";
import { tellSystems } from "./tell.ts";

/** Four eyes: nobody confirms what they proposed themselves. */
function requireOther(row: DisputeRow, operatorId: UserId): void {
  if (row.decidedBy !== operatorId) return;
  throw new Problem("forbidden", {
    detail: "You proposed this; a different operator has to approve it.",
  });
}

async function confirm(ctx: Ctx, row: DisputeRow, operatorId: UserId): Promise<void> {
  const { outcome, effect, effectMicroPt } = row;
  const state = nextState(row.state, outcome === "partly" ? "partly" : "approve");
  if (state === undefined || outcome === null) throw new Problem("conflict");
  const now = ctx.clock.now();
  const set = {
    state,
    secondBy: operatorId,
    decidedAtMs: now,
    firstAnswerAtMs: row.firstAnswerAtMs ?? now,
    effectState: "pending" as const,
    dueAtMs: null,
  };
  await changeDispute(ctx, row, {
    set,
    events: [
      {
        kind: "decided",
        side: "operator",
        actorId: operatorId,
        text: row.decisionComment ?? "",
        detail: { outcome, effect, effectMicroPt, second: true },
      },
    ],
    action: "dispute.approved-second",
    detail: { outcome, effect, effectMicroPt, proposedBy: row.decidedBy },
    also: await concludingRows(ctx, { ...row, ...set, version: row.version + 1 }),
  });
}

async function sendBack(
  ctx: Ctx,
  row: DisputeRow,
  { operatorId, comment }: { operatorId: UserId; comment: string },
): Promise<void> {
  const state = nextState(row.state, "send-back");
  if (state === undefined) throw new Problem("conflict");
  const set = {
    state,
    outcome: null,
    effect: null,
    effectMicroPt: null,
    decisionComment: null,
    decidedBy: null,
    decidedAtMs: null,
    dueAtMs: dueAfter(row, state, ctx.clock.now()),
  };
  await changeDispute(ctx, row, {
    set,
    events: [{ kind: "sent-back", side: "operator", actorId: operatorId, text: comment }],
    action: "dispute.approval-refused",
    detail: { proposedBy: row.decidedBy },
    also: tellSystems(ctx, { ...row, ...set, version: row.version + 1 }, "dispute.updated"),
  });
}

/**
 * Confirms an approval above the limit, or sends it back to review with a reason. For an operator in
 * person other than the one who proposed it, who is refused with `forbidden`. Refuses a dispute that
 * does not wait for it, or has changed since `version`, with `conflict`. The same confirmation again
 * changes nothing.
 */
export async function approveSecond(
  ctx: Ctx,
  id: string,
  input: SecondDecision,
): Promise<OperatorDisputeView> {
  const operatorId = requireOperatorPerson(ctx);
  const { approve, comment, version } = parseInput(SecondDecision, input);
  const row = await requireAnyDispute(ctx, id);
  const isRepetition = approve && row.secondBy === operatorId;
  if (!isRepetition) {
    if (row.state !== "second-approval") {
      throw new Problem("conflict", { detail: "Nothing waits for a second approval here." });
    }
    requireOther(row, operatorId);
    requireVersion(row, version);
    if (approve) await confirm(ctx, row, operatorId);
    else await sendBack(ctx, row, { operatorId, comment });
  }
  await finishEffect(ctx, row.id);
  return await getDisputeCase(ctx, row.id);
}
