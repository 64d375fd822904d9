import { eq } from "drizzle-orm";
import { newId } from "#core/ids";
import { Problem } from "#core/problem";
import { conversationOf } from "#objects/conversation";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireConversation, requireRegistered } from "./access.ts";
import { reach } from "./reach.ts";
import { conversationShares } from "./tables.ts";
import { shareUrl } from "./to-conversation-view.ts";

const TOKEN_BYTES = 24;

/**
 * Lets anyone with the link read the conversation as it is now; what is said later is not part of
 * it. Shared again, the same link shows the newer state. Refuses an empty conversation with
 * `conflict`.
 */
export async function shareConversation(
  ctx: Ctx,
  id: string,
): Promise<{ url: string; token: string }> {
  const workspace = requireRegistered(ctx, "chat.share");
  const { id: conversationId } = await requireConversation(ctx, workspace, id);
  const { headMessageId } = await reach(ctx, () =>
    conversationOf(ctx.env, conversationId).transcript(),
  );
  if (headMessageId === null) {
    throw new Problem("conflict", { detail: "There is nothing to share yet." });
  }
  const nowMs = ctx.clock.now();
  const row = {
    id: newId("share", nowMs),
    conversationId,
    token: newToken(),
    headMessageId,
    createdAtMs: nowMs,
  };
  await runBatch(ctx.db, [
    ctx.db
      .insert(conversationShares)
      .values(row)
      .onConflictDoUpdate({
        target: conversationShares.conversationId,
        set: { headMessageId, createdAtMs: nowMs },
      }),
    auditRow(ctx, "conversation.shared", conversationId),
  ]);
  const kept = await ctx.db
    .select({ token: conversationShares.token })
    .from(conversationShares)
    .where(eq(conversationShares.conversationId, conversationId))
    .get();
  if (kept === undefined) throw new Problem("conflict");
  return { url: shareUrl(ctx, kept.token), token: kept.token };
}

/** 192 random bits as base64url: nobody guesses it. */
function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
  return bytes.toBase64({ alphabet: "base64url" });
}

/** Makes the conversation's link worthless at once. Without a link it changes nothing. */
export async function revokeShare(ctx: Ctx, id: string): Promise<void> {
  const workspace = requireRegistered(ctx, "chat.share");
  const { id: conversationId } = await requireConversation(ctx, workspace, id);
  await runBatch(ctx.db, [
    ctx.db.delete(conversationShares).where(eq(conversationShares.conversationId, conversationId)),
    auditRow(ctx, "conversation.unshared", conversationId),
  ]);
}
