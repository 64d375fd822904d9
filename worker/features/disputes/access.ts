import { and, eq } from "drizzle-orm";
import { type Id, isId, type UserId } from "#core/ids";
import { Problem } from "#core/problem";
import { requireOperator, requirePermission, requirePerson } from "#features/workspaces";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { disputes } from "./tables.ts";

export type DisputeRow = typeof disputes.$inferSelect;

export function noDispute(): Problem {
  return new Problem("not-found", { detail: "There is no such dispute." });
}

/** A malformed id names nothing, so it is `not-found` as well. */
export function toDisputeId(id: string): Id<"dsp"> {
  if (!isId("dsp", id)) throw noDispute();
  return id;
}

/**
 * Someone of a workspace with an account, who may dispute its charges: refuses visitors, and those
 * without the permission, with `forbidden`.
 */
export function requireDisputer(
  ctx: Ctx,
  permission: "disputes.read" | "disputes.write",
): { workspace: WorkspaceRef; userId: UserId } {
  const workspace = requirePermission(ctx, permission);
  if (workspace.plan === "visitor") {
    throw new Problem("forbidden", { detail: "Register first; it takes a minute." });
  }
  return { workspace, userId: requirePerson(ctx) };
}

/** The operator as a person: what they decide bears their name, so jobs are refused. */
export function requireOperatorPerson(ctx: Ctx): UserId {
  requireOperator(ctx);
  return requirePerson(ctx);
}

/** A dispute of the workspace; another one's is `not-found`. */
export async function requireOwnDispute(
  ctx: Ctx,
  workspace: WorkspaceRef,
  id: string,
): Promise<DisputeRow> {
  const own = and(eq(disputes.id, toDisputeId(id)), eq(disputes.workspaceId, workspace.id));
  const row = await ctx.db.select().from(disputes).where(own).get();
  if (row === undefined) throw noDispute();
  return row;
}

/** Any dispute, for operators and jobs who have been let in already. */
export async function requireAnyDispute(ctx: Ctx, id: string): Promise<DisputeRow> {
  const row = await ctx.db
    .select()
    .from(disputes)
    .where(eq(disputes.id, toDisputeId(id)))
    .get();
  if (row === undefined) throw noDispute();
  return row;
}
