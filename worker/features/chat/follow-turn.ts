import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import { conversationOf } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import { requireConversation } from "./access.ts";
import { reach } from "./reach.ts";

/**
 * Server-sent events of one turn: a LiveEvent in each `data:`, its seq as `id:`. What came after
 * `afterSeq` is sent first, and the stream ends after the settled event. Refuses a turn that is not
 * of this conversation with `not-found`.
 */
export async function followTurn(
  ctx: Ctx,
  conversationId: string,
  turnId: string,
  { afterSeq = 0 }: { afterSeq?: number } = {},
): Promise<ReadableStream<Uint8Array>> {
  const workspace = requirePermission(ctx, "chat.read");
  const { id } = await requireConversation(ctx, workspace, conversationId);
  const stream = isId("turn", turnId)
    ? await reach(ctx, async () => await conversationOf(ctx.env, id).follow(turnId, afterSeq))
    : null;
  if (stream === null) throw new Problem("not-found", { detail: "There is no such turn." });
  return stream;
}
