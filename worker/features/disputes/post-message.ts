import { parseInput } from "#core/parse-input";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { type DisputeRow, requireDisputer, requireOwnDispute } from "./access.ts";
import { againOnConflict, changeDispute, disputeOver } from "./change-dispute.ts";
import { requireRoom } from "./count-words.ts";
import { toOwnView } from "./get-dispute.ts";
import { isRepeated } from "./last-words.ts";
import { dueAfter, nextState } from "./machine.ts";
import { readWhole } from "./read-whole.ts";
import { type DisputeView, NewMessage } from "./schema.ts";
import { tellOperators, tellSystems } from "./tell.ts";

/** An answer to a question of ours is told; other messages are found in the review. */
async function newsOf(ctx: Ctx, before: DisputeRow, row: DisputeRow, message: string) {
  if (before.state === row.state) return [];
  const news = { step: "answered", amountMicroPt: row.disputedMicroPt, message } as const;
  const rows: Statement[] = await tellOperators(ctx, row, news);
  return [...rows, ...tellSystems(ctx, row, "dispute.updated")];
}

/**
 * Writes to whoever reviews the dispute; an answer to their question puts it back into review. For
 * anyone in the workspace with an account. Refuses a dispute that is over with `conflict`, and the
 * 101st message with `limit-reached`. The same words again within a minute add nothing.
 */
export async function postMessage(ctx: Ctx, id: string, input: NewMessage): Promise<DisputeView> {
  const { workspace, userId } = requireDisputer(ctx, "disputes.write");
  const { text } = parseInput(NewMessage, input);
  return await againOnConflict(async () => {
    const row = await requireOwnDispute(ctx, workspace, id);
    const now = ctx.clock.now();
    if (await isRepeated(ctx, row, { kind: "message", actorId: userId, text })) {
      return toOwnView(await readWhole(ctx, row), now);
    }
    const state = nextState(row.state, "answer");
    if (state === undefined) throw disputeOver(row);
    await requireRoom(ctx, row);
    const set = { state, dueAtMs: dueAfter(row, state, now) };
    const next = await changeDispute(ctx, row, {
      set,
      events: [{ kind: "message", side: "user", actorId: userId, text }],
      action: "dispute.message-posted",
      also: await newsOf(ctx, row, { ...row, ...set, version: row.version + 1 }, text),
    });
    return toOwnView(await readWhole(ctx, next), now);
  });
}
