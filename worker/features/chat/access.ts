import { and, eq } from "drizzle-orm";
import { isId, type ConversationId } from "#core/ids";
import { Problem } from "#core/problem";
import { requireWorkspace } from "#features/workspaces";
import type { Ctx, Scope, WorkspaceRef } from "#platform/ctx";
import { conversations } from "./tables.ts";

export type ConversationRow = typeof conversations.$inferSelect;

/**
 * The tenant of this request, for someone who may do this: refuses with `unauthorized` without a
 * tenant and with `forbidden` for an API key without the scope.
 */
export function requireChat(ctx: Ctx, scope: Scope): WorkspaceRef {
  const workspace = requireWorkspace(ctx);
  if (ctx.actor.kind === "api-key" && !ctx.actor.scopes.includes(scope)) {
    throw new Problem("forbidden", { detail: `This API key lacks the scope "${scope}".` });
  }
  return workspace;
}

/** The same for what is offered to people with an account only; refuses visitors with `forbidden`. */
export function requireRegistered(ctx: Ctx, scope: Scope): WorkspaceRef {
  const workspace = requireChat(ctx, scope);
  if (workspace.plan === "visitor") {
    throw new Problem("forbidden", { detail: "Register first; it takes a minute." });
  }
  return workspace;
}

/** Refuses a conversation that is not there, or is another workspace's, with `not-found`. */
export async function requireConversation(
  ctx: Ctx,
  workspace: WorkspaceRef,
  id: string,
): Promise<ConversationRow> {
  const row = await ctx.db.select().from(conversations).where(ownConversation(workspace, id)).get();
  if (row === undefined) throw noConversation();
  return row;
}

/** The condition that makes a statement touch nothing of another workspace. */
export function ownConversation(workspace: WorkspaceRef, id: string) {
  return and(
    eq(conversations.id, toConversationId(id)),
    eq(conversations.workspaceId, workspace.id),
  );
}

/** A malformed id names nothing, so it is `not-found` as well. */
export function toConversationId(id: string): ConversationId {
  if (!isId("conv", id)) throw noConversation();
  return id;
}

export function noConversation(): Problem {
  return new Problem("not-found", { detail: "There is no such conversation." });
}
