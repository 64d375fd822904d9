import { count, eq } from "drizzle-orm";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireChat } from "./access.ts";
import { conversationsMax, limitReached } from "./limits.ts";
import { NewConversation, type ConversationView } from "./schema.ts";
import { conversations } from "./tables.ts";
import { toConversationView } from "./to-conversation-view.ts";

/**
 * Begins an empty conversation. Without a title it gets one from its first message. Refuses with
 * `invalid-input`, and with `limit-reached` when the workspace keeps too many.
 */
export async function createConversation(
  ctx: Ctx,
  input: NewConversation,
): Promise<ConversationView> {
  const workspace = requireChat(ctx, "chat");
  const { title, settings } = parseInput(NewConversation, input);
  const kept = await ctx.db
    .select({ rows: count() })
    .from(conversations)
    .where(eq(conversations.workspaceId, workspace.id))
    .get();
  const limit = conversationsMax(workspace.plan);
  if ((kept?.rows ?? 0) >= limit) throw limitReached(limit, "conversations");
  const nowMs = ctx.clock.now();
  const row: typeof conversations.$inferInsert = {
    id: newId("conv", nowMs),
    workspaceId: workspace.id,
    createdBy: actorLabel(ctx.actor),
    title: title ?? "",
    pinned: false,
    archived: false,
    settings: settings ?? {},
    messageCount: 0,
    chargedMicroPt: 0,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  await runBatch(ctx.db, [
    ctx.db.insert(conversations).values(row),
    auditRow(ctx, "conversation.created", row.id),
  ]);
  return toConversationView(ctx, row, null);
}
