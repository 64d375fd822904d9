import { requirePermission } from "#features/workspaces";
import { conversationOf } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import { requireConversation } from "./access.ts";
import { reach } from "./reach.ts";
import type { Transcript } from "./schema.ts";

/** The branch of a conversation that is shown, with a running answer as far as it has come. */
export async function getTranscript(ctx: Ctx, id: string): Promise<Transcript> {
  const workspace = requirePermission(ctx, "chat.read");
  const { id: conversationId } = await requireConversation(ctx, workspace, id);
  return await reach(ctx, () => conversationOf(ctx.env, conversationId).transcript());
}
