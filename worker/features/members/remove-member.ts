import { and, eq, inArray, isNull, ne } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { Problem } from "#core/problem";
import { apiKeys } from "#features/api-keys/tables";
import { sessions } from "#features/sessions/tables";
import { companySignIns } from "#features/sign-on/tables";
import { requirePermission, requireUser, requireWorkspace } from "#features/workspaces";
import { memberships, workspaces } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { requireMemberRow, requireNoMore, requireWorkspaceRow } from "./access.ts";
import { forgetMembers } from "./forget-members.ts";
import { ownerStays } from "./update-member.ts";

/** The rows by which someone is no longer there: membership, keys, sessions, an offered ownership. */
function goneRows(ctx: Ctx, { id }: WorkspaceRef, userId: UserId): Statement[] {
  const { db } = ctx;
  const now = ctx.clock.now();
  const signOns = db
    .select({ id: companySignIns.id })
    .from(companySignIns)
    .where(eq(companySignIns.workspaceId, id));
  const ofMember = and(eq(memberships.workspaceId, id), eq(memberships.userId, userId));
  return [
    db.delete(memberships).where(and(ofMember, ne(memberships.role, "owner"))),
    db
      .update(apiKeys)
      .set({ revokedAtMs: now })
      .where(
        and(eq(apiKeys.workspaceId, id), eq(apiKeys.userId, userId), isNull(apiKeys.revokedAtMs)),
      ),
    db
      .delete(sessions)
      .where(and(eq(sessions.userId, userId), inArray(sessions.signOnId, signOns))),
    db
      .update(sessions)
      .set({ workspaceId: null })
      .where(and(eq(sessions.userId, userId), eq(sessions.workspaceId, id))),
    db
      .update(workspaces)
      .set({ transferToUserId: null, transferAskedAtMs: null })
      .where(and(eq(workspaces.id, id), eq(workspaces.transferToUserId, userId))),
  ];
}

/**
 * Takes someone out of the workspace: their API keys of it are revoked, their sessions leave it, and
 * those made by its sign-on end, from the return of this call on; what they made stays. Refuses the owner with `conflict`, who may
 * do more than oneself with `forbidden`, and people of other workspaces as `not-found`.
 */
export async function removeMember(ctx: Ctx, userId: string): Promise<void> {
  const workspace = requirePermission(ctx, "members.remove");
  const member = await requireMemberRow(ctx, workspace, userId);
  if (member.role === "owner") throw ownerStays();
  requireNoMore(ctx, member.permissions);
  await runBatch(ctx.db, [
    ...goneRows(ctx, workspace, member.userId),
    auditRow(ctx, "member.removed", member.userId, { role: member.role }),
  ]);
  await forgetMembers(ctx, member.userId);
}

/**
 * Leaves the workspace: the own keys of it are revoked, the own sessions are in another one with the
 * next request. Refuses the owner, who hands over or deletes instead, and a personal workspace, with
 * `conflict`.
 */
export async function leaveWorkspace(ctx: Ctx): Promise<void> {
  const { userId } = requireUser(ctx);
  const workspace = requireWorkspace(ctx);
  const { kind } = await requireWorkspaceRow(ctx, workspace);
  if (kind !== "team") {
    throw new Problem("conflict", { detail: "A personal workspace cannot be left." });
  }
  if (workspace.role === "owner") throw ownerStays();
  await runBatch(ctx.db, [
    ...goneRows(ctx, workspace, userId),
    auditRow(ctx, "member.left", userId, { role: workspace.role }),
  ]);
  await forgetMembers(ctx, userId);
}
