import { parseInput } from "#core/parse-input";
import type { Ctx } from "#platform/ctx";
import { requireAnyDispute, requireOperatorPerson } from "./access.ts";
import { againOnConflict, changeDispute } from "./change-dispute.ts";
import { requireRoom } from "./count-words.ts";
import { getDisputeCase } from "./get-dispute-case.ts";
import { isRepeated } from "./last-words.ts";
import { NewMessage, type OperatorDisputeView } from "./schema.ts";

/**
 * Keeps a note that only operators read. For an operator in person, at any time. The same words again
 * within a minute add nothing.
 */
export async function addNote(
  ctx: Ctx,
  id: string,
  input: NewMessage,
): Promise<OperatorDisputeView> {
  const operatorId = requireOperatorPerson(ctx);
  const { text } = parseInput(NewMessage, input);
  await againOnConflict(async () => {
    const row = await requireAnyDispute(ctx, id);
    if (await isRepeated(ctx, row, { kind: "note", actorId: operatorId, text })) return;
    await requireRoom(ctx, row);
    await changeDispute(ctx, row, {
      set: {},
      events: [{ kind: "note", side: "operator", actorId: operatorId, text }],
      action: "dispute.note-added",
    });
  });
  return await getDisputeCase(ctx, id);
}
