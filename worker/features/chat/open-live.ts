import { requirePermission } from "#features/workspaces";
import { conversationOf } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import { requireConversation } from "./access.ts";
import { reach } from "./reach.ts";

/**
 * Follows a conversation live: answers an upgrade request with a WebSocket of LiveEvents, a snapshot
 * first. It stays open over turns; any message of the client gets a new snapshot.
 */
export async function openLive(
  ctx: Ctx,
  conversationId: string,
  request: Request,
): Promise<Response> {
  const workspace = requirePermission(ctx, "chat.read");
  const { id } = await requireConversation(ctx, workspace, conversationId);
  return await reach(ctx, () => conversationOf(ctx.env, id).fetch(request));
}
