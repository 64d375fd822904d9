import { and, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { Problem } from "#core/problem";
import { noLongerAsksRows } from "#features/domains";
import { forgetSessions } from "#features/sessions";
import { sessions } from "#features/sessions/tables";
import { hasSeat, noSeat, seatsOf } from "#features/members";
import { findMembership, membershipRow, requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { findByToken, stateOf } from "./invitation-row.ts";
import type { HeldInvitation } from "./schema.ts";
import { invitations } from "./tables.ts";

type Found = NonNullable<Awaited<ReturnType<typeof findByToken>>>;

function over(cause?: unknown): Problem {
  return new Problem("link-expired", {
    detail: "This invitation is used up, taken back or too old. Ask for a new one.",
    cause,
  });
}

/** The invitation behind a token, with its workspace; an unknown one is `link-expired`. */
export async function requireHeld(ctx: Ctx, token: string): Promise<Found> {
  const found = await findByToken(ctx, token);
  if (found === undefined || found.workspace.deletedAtMs !== null) throw over();
  return found;
}

/** What an invitation says to whoever holds its token. Refuses an unknown one with `link-expired`. */
export async function getHeldInvitation(ctx: Ctx, token: string): Promise<HeldInvitation> {
  const { invitation, workspace, inviterName, setName } = await requireHeld(ctx, token);
  return {
    workspaceName: workspace.name,
    inviterName: inviterName ?? "",
    role: invitation.role,
    permissionSetName: setName,
    email: invitation.email,
    state: stateOf(invitation, ctx.clock.now()),
    expiresAtMs: invitation.expiresAtMs,
  };
}

function requireAddressee(email: string | null, own: string): void {
  if (email === null || email === own.toLowerCase()) return;
  throw new Problem("forbidden", {
    detail: `This invitation is for ${email}. Sign in with that address.`,
  });
}

async function moveSession(ctx: Ctx, { id }: WorkspaceRef, userId: UserId, sessionId: string) {
  await ctx.db
    .update(sessions)
    .set({ workspaceId: id })
    .where(eq(sessions.id, sessionId as `sess_${string}`));
  await forgetSessions(ctx.env, [userId]);
}

/**
 * Lets the signed-in person into the workspace, in the role of the invitation, and moves their session
 * there. Once more by the same person changes nothing. Refuses one mailed to another address with
 * `forbidden`, one that is over with `link-expired`, and with `limit-reached` when no seat is left:
 * of many at once no more come in than there are seats and uses.
 */
export async function acceptInvitation(ctx: Ctx, token: string): Promise<void> {
  const { userId, email, sessionId } = requireUser(ctx);
  const { invitation, workspace: row } = await requireHeld(ctx, token);
  requireAddressee(invitation.email, email);
  const { role, permissionSetId } = invitation;
  const workspace: WorkspaceRef = {
    id: row.id,
    accountId: row.accountId,
    plan: row.plan,
    planVersionId: row.planVersionId,
    role,
  };
  const known = await findMembership(ctx, row.id, userId);
  const now = ctx.clock.now();
  if (known === undefined) {
    if (stateOf(invitation, now) !== "pending") throw over();
    const room = await seatsOf(ctx, workspace);
    const open = and(
      eq(invitations.id, invitation.id),
      eq(invitations.tokenHash, invitation.tokenHash),
      isNull(invitations.revokedAtMs),
      isNull(invitations.declinedAtMs),
      gt(invitations.expiresAtMs, now),
      or(isNull(invitations.usesMax), lt(invitations.uses, invitations.usesMax)),
    );
    const within: Ctx = { ...ctx, workspace };
    try {
      await runBatch(ctx.db, [
        guardRow(
          ctx.db,
          sql`EXISTS (SELECT 1 FROM ${invitations} WHERE ${open}) AND ${hasSeat(workspace, room.seats)}`,
        ),
        membershipRow(within, { workspaceId: row.id, userId, role, permissionSetId }),
        ctx.db
          .update(invitations)
          .set({ uses: sql`${invitations.uses} + 1` })
          .where(eq(invitations.id, invitation.id)),
        auditRow(within, "member.joined", userId, { role, invitationId: invitation.id }),
        ...(await noLongerAsksRows(within, row.id, userId)),
      ]);
    } catch (cause) {
      const joined = await findMembership(ctx, row.id, userId);
      if (joined === undefined)
        throw isGuardFailure(cause) ? await whyNot(ctx, token, room) : cause;
    }
  }
  await moveSession(ctx, workspace, userId, sessionId);
}

/** Why nobody comes in (any more): the invitation is over, or the workspace is full. */
async function whyNot(
  ctx: Ctx,
  token: string,
  room: Awaited<ReturnType<typeof seatsOf>>,
): Promise<Problem> {
  const again = await findByToken(ctx, token);
  const isOpen = again !== undefined && stateOf(again.invitation, ctx.clock.now()) === "pending";
  return isOpen ? noSeat(room) : over();
}

/**
 * Declines an invitation that was mailed: whoever holds its token may. A link for many cannot be
 * declined and stays as it is. Safe to repeat.
 */
export async function declineInvitation(ctx: Ctx, token: string): Promise<void> {
  const { invitation, workspace } = await requireHeld(ctx, token);
  if (invitation.email === null || stateOf(invitation, ctx.clock.now()) !== "pending") return;
  const within: Ctx = { ...ctx, workspace: { ...workspace, role: invitation.role } };
  const stillOpen = and(eq(invitations.id, invitation.id), isNull(invitations.declinedAtMs));
  await runBatch(ctx.db, [
    ctx.db.update(invitations).set({ declinedAtMs: ctx.clock.now() }).where(stillOpen),
    auditRow(within, "invitation.declined", invitation.id),
  ]);
}
