import { and, eq } from "drizzle-orm";
import type { ConversationId, TurnId, WorkspaceId } from "#core/ids";
import { requireOperator } from "#features/workspaces";
import { conversationOf, type TurnRecord } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import { reach } from "./reach.ts";
import { conversations } from "./tables.ts";

export interface TurnRecordRequest {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  turnId: TurnId;
  /** Only where the workspace has allowed that its words are read. */
  withText: boolean;
}

/**
 * What a conversation keeps about a turn that is over, for jobs and the operator; undefined when the
 * conversation was deleted, is another workspace's, or does not know the turn. Refuses with
 * `unavailable` when it cannot be reached.
 */
export async function findTurnRecord(
  ctx: Ctx,
  { workspaceId, conversationId, turnId, withText }: TurnRecordRequest,
): Promise<TurnRecord | undefined> {
  requireOperator(ctx);
  const row = await ctx.db
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.id, conversationId), eq(conversations.workspaceId, workspaceId)))
    .get();
  if (row === undefined) return undefined;
  const record = await reach(
    ctx,
    async () => await conversationOf(ctx.env, conversationId).turnRecord(turnId, withText),
  );
  return record ?? undefined;
}
