import { isId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireModel } from "#features/models";
import { requirePermission } from "#features/workspaces";
import type { TurnAsk } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";

import { Regenerate } from "./schema.ts";
import { toSentMessage, type SentMessage } from "./send-message.ts";
import { startTurn } from "./start-turn.ts";
import { readTurnGround, toTurnBasis } from "./turn-basis.ts";

/**
 * Answers a question once more, as a new branch with a charge of its own; the message is the question
 * or one of its answers. A failed answer is sent again this way. Promises and refuses as
 * `sendMessage` does.
 */
export async function regenerate(
  ctx: Ctx,
  conversationId: string,
  input: Regenerate,
): Promise<SentMessage> {
  const workspace = requirePermission(ctx, "chat.send");
  const { clientId, messageId, model } = parseInput(Regenerate, input);
  const ground = await readTurnGround(ctx, workspace, conversationId, []);
  const { conversation, documentIds } = ground;
  if (!isId("msg", messageId)) {
    throw new Problem("not-found", { detail: "There is no such message in the conversation." });
  }
  const chosen = await requireModel(ctx, model ?? conversation.settings.model);
  const ask: TurnAsk = { type: "regenerate", messageId };
  const basis = toTurnBasis(ctx, chosen, conversation.settings, documentIds);
  return toSentMessage(await startTurn(ctx, workspace, conversation.id, { clientId, ask, basis }));
}
