import { eq, sql } from "drizzle-orm";
import type { ConversationId, TurnId } from "#core/ids";
import { conversationOf } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { titleFrom } from "./conversation-title.ts";
import { conversations, messages } from "./tables.ts";

/** So much of a message can be found by a search. */
const SEARCHED_CHARS_MAX = 100_000;

/**
 * Copies the messages of an ended turn into the database and brings the conversation's figures up to
 * date. The same turn again changes nothing, and turns may come in any order.
 */
export async function projectTurn(
  ctx: Ctx,
  conversationId: ConversationId,
  turnId: TurnId,
): Promise<void> {
  const { db } = ctx;
  const row = await db
    .select({ title: conversations.title })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
    .get();
  if (row === undefined) return;
  const turn = await conversationOf(ctx.env, conversationId).turn(turnId);
  if (turn === null) return;
  const statements: Statement[] = turn.messages.map((message) => {
    const text = message.text.slice(0, SEARCHED_CHARS_MAX).toWellFormed();
    const chargedMicroPt = message.charge?.chargedMicroPt ?? 0;
    return db
      .insert(messages)
      .values({
        id: message.id,
        conversationId,
        // Read in the same statement: an adoption may move the conversation meanwhile.
        workspaceId: sql`(SELECT workspace_id FROM conversations WHERE id = ${conversationId})`,
        role: message.role,
        text,
        chargedMicroPt,
        createdAtMs: message.createdAtMs,
      })
      .onConflictDoUpdate({ target: messages.id, set: { text, chargedMicroPt } });
  });
  const question = turn.messages.find((message) => message.role === "user")?.text ?? "";
  const lastAtMs = Math.max(0, ...turn.messages.map((message) => message.createdAtMs));
  statements.push(
    db
      .update(conversations)
      .set({
        title: sql`CASE WHEN title = '' THEN ${titleFrom(question)} ELSE title END`,
        messageCount: sql`(SELECT count(*) FROM messages WHERE conversation_id = ${conversationId})`,
        chargedMicroPt: sql`(SELECT coalesce(sum(charged_micro_pt), 0) FROM messages WHERE conversation_id = ${conversationId})`,
        updatedAtMs: sql`max(updated_at_ms, ${lastAtMs})`,
      })
      .where(eq(conversations.id, conversationId)),
  );
  await runBatch(db, statements);
}
