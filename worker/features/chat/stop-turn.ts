import { requirePermission } from "#features/workspaces";
import { conversationOf } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import { requireConversation } from "./access.ts";
import { reach } from "./reach.ts";

/**
 * Ends the running answer: the provider's connection is closed at once and what was used so far is
 * settled. `stopped` is false when nothing was running, so a retry is safe.
 */
export async function stopTurn(ctx: Ctx, conversationId: string): Promise<{ stopped: boolean }> {
  const workspace = requirePermission(ctx, "chat.send");
  const { id } = await requireConversation(ctx, workspace, conversationId);
  return { stopped: await reach(ctx, () => conversationOf(ctx.env, id).stop()) };
}
