import { count, eq } from "drizzle-orm";
import { type ConversationId, newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { requirePermission } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { ownConversation } from "./access.ts";
import { conversationsMax, limitReached } from "./limits.ts";
import { NewConversation, type ConversationView } from "./schema.ts";
import { conversations } from "./tables.ts";
import { toConversationView } from "./to-conversation-view.ts";

interface Put {
  conversation: ConversationView;
  /** False when the workspace had a conversation of this id already. */
  isNew: boolean;
}

/** An empty conversation of this id, once. Refuses as `createConversation` does. */
export async function putConversation(
  ctx: Ctx,
  input: NewConversation,
  id: ConversationId,
): Promise<Put> {
  const workspace = requirePermission(ctx, "chat.send");
  const { title, settings } = parseInput(NewConversation, input);
  const [found, kept] = await ctx.db.batch([
    ctx.db.select().from(conversations).where(ownConversation(workspace, id)),
    ctx.db
      .select({ rows: count() })
      .from(conversations)
      .where(eq(conversations.workspaceId, workspace.id)),
  ]);
  const [before] = found;
  if (before !== undefined) {
    return { conversation: toConversationView(ctx, before, null), isNew: false };
  }
  const limit = conversationsMax(workspace.plan);
  if ((kept[0]?.rows ?? 0) >= limit) throw limitReached(limit, "conversations");
  const nowMs = ctx.clock.now();
  const row: typeof conversations.$inferInsert = {
    id,
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
    ctx.db.insert(conversations).values(row).onConflictDoNothing(),
    auditRow(ctx, "conversation.created", row.id),
  ]);
  return { conversation: toConversationView(ctx, row, null), isNew: true };
}

/**
 * Begins an empty conversation. Without a title it gets one from its first message. Refuses with
 * `invalid-input`, and with `limit-reached` when the workspace keeps too many.
 */
export async function createConversation(
  ctx: Ctx,
  input: NewConversation,
): Promise<ConversationView> {
  return (await putConversation(ctx, input, newId("conv", ctx.clock.now()))).conversation;
}
