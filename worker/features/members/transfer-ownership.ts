import { and, eq, gt, sql } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { findUserById } from "#features/identity";
import { mailRows } from "#features/mail";
import { requireFreshSession } from "#features/sessions";
import {
  getWorkspace,
  requirePermission,
  requireUser,
  requireWorkspace,
} from "#features/workspaces";
import { memberships, workspaces } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx, Role } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch, type Statement } from "#platform/db";
import { requireMemberRow, requireWorkspaceRow } from "./access.ts";
import { forgetMembers } from "./forget-members.ts";
import { OFFER_DAYS } from "./schema.ts";

/**
 * Offers the ownership to a member, who has seven days to accept; an earlier offer ends. The owner
 * must have proven who they are just now. Refuses a personal workspace and oneself with `conflict`,
 * and people of other workspaces as `not-found`. Safe to repeat.
 */
export async function offerOwnership(ctx: Ctx, userId: string): Promise<void> {
  const workspace = requirePermission(ctx, "workspace.transfer");
  const owner = requireFreshSession(ctx);
  const member = await requireMemberRow(ctx, workspace, userId);
  const { kind, name, slug } = await requireWorkspaceRow(ctx, workspace);
  if (kind !== "team" || member.userId === owner.userId) {
    throw new Problem("conflict", { detail: "This workspace cannot change hands like that." });
  }
  const person = await findUserById(ctx, member.userId);
  const now = ctx.clock.now();
  const mail =
    person === undefined
      ? []
      : mailRows(ctx, {
          to: person.email,
          template: "ownership-offered",
          locale: person.locale,
          data: {
            name: person.name,
            workspace: name,
            inviter: owner.name,
            url: `${ctx.origin}/workspace?in=${slug}`,
          },
          key: `ownership:${workspace.id}:${member.userId}:${now}`,
        });
  await runBatch(ctx.db, [
    ctx.db
      .update(workspaces)
      .set({ transferToUserId: member.userId, transferAskedAtMs: now, updatedAtMs: now })
      .where(eq(workspaces.id, workspace.id)),
    auditRow(ctx, "workspace.ownership-offered", member.userId),
    ...mail,
  ]);
}

function offerEnded(cause?: unknown): Problem {
  return new Problem("link-expired", { detail: "The ownership is not offered to you.", cause });
}

/**
 * Takes the offered ownership; who had it becomes an admin. Refuses with `link-expired` when it is
 * not offered to the signed-in person, or no longer.
 */
export async function acceptOwnership(ctx: Ctx): Promise<void> {
  const { userId } = requireUser(ctx);
  const workspace = requireWorkspace(ctx);
  const { id } = workspace;
  const now = ctx.clock.now();
  const offered = and(
    eq(workspaces.id, id),
    eq(workspaces.transferToUserId, userId),
    gt(workspaces.transferAskedAtMs, now - OFFER_DAYS * DAY_MS),
  );
  const owner = await ctx.db
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(and(eq(memberships.workspaceId, id), eq(memberships.role, "owner")))
    .get();
  const roleRow = (memberId: UserId, role: Role): Statement =>
    ctx.db
      .update(memberships)
      .set({ role, permissionSetId: null })
      .where(and(eq(memberships.workspaceId, id), eq(memberships.userId, memberId)));
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`EXISTS (SELECT 1 FROM ${workspaces} WHERE ${offered})`),
      ...(owner === undefined ? [] : [roleRow(owner.userId, "admin")]),
      roleRow(userId, "owner"),
      ctx.db
        .update(workspaces)
        .set({ transferToUserId: null, transferAskedAtMs: null, updatedAtMs: now })
        .where(eq(workspaces.id, id)),
      auditRow(ctx, "workspace.ownership-accepted", id, { from: owner?.userId }),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw offerEnded(cause);
    throw cause;
  }
  await forgetMembers(ctx, userId, ...(owner === undefined ? [] : [owner.userId]));
}

/**
 * Ends the offer of the ownership: the owner takes it back, or whoever it was made to declines.
 * Refuses everyone else with `forbidden`. Safe to repeat.
 */
export async function endOwnershipOffer(ctx: Ctx): Promise<void> {
  const { userId } = requireUser(ctx);
  const workspace = requireWorkspace(ctx);
  const { transferToUserId } = await getWorkspace(ctx, workspace.id);
  if (transferToUserId !== userId) requirePermission(ctx, "workspace.transfer");
  await runBatch(ctx.db, [
    ctx.db
      .update(workspaces)
      .set({ transferToUserId: null, transferAskedAtMs: null })
      .where(eq(workspaces.id, workspace.id)),
    auditRow(ctx, "workspace.ownership-offer-ended", workspace.id),
  ]);
}
