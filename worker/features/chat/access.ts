import { and, eq } from "drizzle-orm";
import { isId, type ConversationId } from "#core/ids";
import type { Permission } from "#core/permissions";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { conversations } from "./tables.ts";

export type ConversationRow = typeof conversations.$inferSelect;

/**
 * The tenant of this request, for what is offered to people with an account only: refuses visitors,
 * and those without the permission, with `forbidden`.
 */
export function requireRegistered(ctx: Ctx, permission: Permission): WorkspaceRef {
  const workspace = requirePermission(ctx, permission);
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
