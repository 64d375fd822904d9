import { eq } from "drizzle-orm";
import { Problem } from "#core/problem";
import { conversationOf } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import { reach } from "./reach.ts";
import type { MessageView, SharedTranscript } from "./schema.ts";
import { conversations, conversationShares } from "./tables.ts";

/**
 * What a link shows to anyone: the messages up to the moment of sharing, without what they cost.
 * Refuses an unknown or revoked token with `not-found`.
 */
export async function getSharedTranscript(ctx: Ctx, token: string): Promise<SharedTranscript> {
  const share = await ctx.db
    .select({
      conversationId: conversationShares.conversationId,
      headMessageId: conversationShares.headMessageId,
      createdAtMs: conversationShares.createdAtMs,
      title: conversations.title,
    })
    .from(conversationShares)
    .innerJoin(conversations, eq(conversations.id, conversationShares.conversationId))
    .where(eq(conversationShares.token, token.slice(0, 100)))
    .get();
  if (share === undefined) {
    throw new Problem("not-found", { detail: "This link does not lead anywhere (any more)." });
  }
  const { conversationId, headMessageId, createdAtMs, title } = share;
  const transcript = await reach(ctx, () =>
    conversationOf(ctx.env, conversationId).transcript(headMessageId),
  );
  return { title, sharedAtMs: createdAtMs, messages: transcript.messages.map(toShared) };
}

/** Turns, charges and other branches are their owner's affair. */
function toShared(message: MessageView): MessageView {
  const { id, parentId, role, state, text, createdAtMs, model, citations, attachments } = message;
  return {
    id,
    parentId,
    role,
    state,
    text,
    createdAtMs,
    siblingIds: [id],
    ...(model === undefined ? {} : { model }),
    ...(citations === undefined ? {} : { citations }),
    ...(attachments === undefined ? {} : { attachments }),
  };
}
