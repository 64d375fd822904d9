import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { outboxRow } from "#platform/outbox";
import { requireAnyDispute, requireOperatorPerson } from "./access.ts";
import { changeDispute, disputeOver } from "./change-dispute.ts";
import { getDisputeCase } from "./get-dispute-case.ts";
import { isOver, nextState } from "./machine.ts";
import type { OperatorDisputeView } from "./schema.ts";

/**
 * Gathers the evidence of a dispute in review once more, for example after an estimate was trued up.
 * For an operator in person. Refuses other states with `conflict`; one that is gathering already is
 * left alone.
 */
export async function requestEvidence(ctx: Ctx, id: string): Promise<OperatorDisputeView> {
  const operatorId = requireOperatorPerson(ctx);
  const row = await requireAnyDispute(ctx, id);
  if (row.state === "open" || row.state === "gathering") return await getDisputeCase(ctx, id);
  if (isOver(row.state)) throw disputeOver(row);
  const state = nextState(row.state, "gather");
  if (state === undefined) {
    throw new Problem("conflict", { detail: "Evidence is gathered while a dispute is in review." });
  }
  await changeDispute(ctx, row, {
    set: { state, evidenceAskedAtMs: ctx.clock.now() },
    events: [],
    action: "dispute.evidence-requested",
    detail: { operatorId },
    also: [outboxRow(ctx, "disputes.evidence-requested", { disputeId: row.id })],
  });
  return await getDisputeCase(ctx, id);
}
