import { eq } from "drizzle-orm";
import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { noConversation, ownConversation } from "./access.ts";
import type { ConversationView } from "./schema.ts";
import { conversations, conversationShares } from "./tables.ts";
import { toConversationView } from "./to-conversation-view.ts";

/** One conversation of the workspace, without its messages. Refuses others with `not-found`. */
export async function getConversation(ctx: Ctx, id: string): Promise<ConversationView> {
  const workspace = requirePermission(ctx, "chat.read");
  const found = await ctx.db
    .select({ row: conversations, token: conversationShares.token })
    .from(conversations)
    .leftJoin(conversationShares, eq(conversationShares.conversationId, conversations.id))
    .where(ownConversation(workspace, id))
    .get();
  if (found === undefined) throw noConversation();
  return toConversationView(ctx, found.row, found.token);
}
