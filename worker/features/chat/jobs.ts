import type { DocumentId } from "#core/ids";
import { conversationOf, documentKeys } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import type { JobHandlers } from "#platform/jobs";
import { projectTurn } from "./project-turn.ts";

async function deleteFromBucket(ctx: Ctx, documentIds: DocumentId[]): Promise<void> {
  const keys = documentIds.flatMap((id) => Object.values(documentKeys).map((key) => key(id)));
  const DELETE_MAX = 1_000;
  for (let from = 0; from < keys.length; from += DELETE_MAX) {
    const part = keys.slice(from, from + DELETE_MAX);
    await ctx.bucket.delete(part);
  }
}

export const chatJobs: JobHandlers = {
  "chat.turn-ended": async (ctx, { conversationId, turnId }) => {
    await projectTurn(ctx, conversationId, turnId);
  },
  "chat.conversation-deleted": async (ctx, { conversationId, documentIds }) => {
    await deleteFromBucket(ctx, documentIds);
    if (await conversationOf(ctx.env, conversationId).destroy()) return;
    throw new Error("A turn of the deleted conversation has not settled yet");
  },
  "chat.document-deleted": async (ctx, { documentId }) => {
    await deleteFromBucket(ctx, [documentId]);
  },
};
