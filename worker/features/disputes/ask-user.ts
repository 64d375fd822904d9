import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { requireAnyDispute, requireOperatorPerson } from "./access.ts";
import { changeDispute, disputeOver, requireVersion } from "./change-dispute.ts";
import { requireRoom } from "./count-words.ts";
import { getDisputeCase } from "./get-dispute-case.ts";
import { isRepeated } from "./last-words.ts";
import { dueAfter, isOver, nextState } from "./machine.ts";
import { type OperatorDisputeView, Question } from "./schema.ts";
import { tellSystems, tellUser } from "./tell.ts";

/**
 * Asks the disputing side something. They have 14 days; without an answer the dispute expires. For an
 * operator in person. Refuses with `conflict` a dispute that is not in review or has changed since
 * `version`. The same question again within a minute adds nothing.
 */
export async function askUser(ctx: Ctx, id: string, input: Question): Promise<OperatorDisputeView> {
  const operatorId = requireOperatorPerson(ctx);
  const { text, version } = parseInput(Question, input);
  const row = await requireAnyDispute(ctx, id);
  if (await isRepeated(ctx, row, { kind: "asked", actorId: operatorId, text })) {
    return await getDisputeCase(ctx, id);
  }
  requireVersion(row, version);
  const state = nextState(row.state, "ask");
  if (isOver(row.state)) throw disputeOver(row);
  if (state === undefined) {
    throw new Problem("conflict", { detail: "Only a dispute in review can be asked about." });
  }
  await requireRoom(ctx, row);
  const now = ctx.clock.now();
  const dueAtMs = dueAfter(row, state, now);
  const set = { state, dueAtMs, firstAnswerAtMs: row.firstAnswerAtMs ?? now };
  const next = { ...row, ...set, version: row.version + 1 };
  const news = { step: "asked", amountMicroPt: row.disputedMicroPt, message: text } as const;
  await changeDispute(ctx, row, {
    set,
    events: [{ kind: "asked", side: "operator", actorId: operatorId, text }],
    action: "dispute.asked",
    also: [...(await tellUser(ctx, next, news)), ...tellSystems(ctx, next, "dispute.updated")],
  });
  return await getDisputeCase(ctx, id);
}
