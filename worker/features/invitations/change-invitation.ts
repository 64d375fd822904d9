import { and, eq, isNull } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { requirePermission } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { admitInvitation, invitationMail } from "./create-invitation.ts";
import { type InvitationRow, newToken, stateOf } from "./invitation-row.ts";
import { invitations } from "./tables.ts";

const RESENT_DAYS = 7;

async function requireInvitation(
  ctx: Ctx,
  workspace: WorkspaceRef,
  id: string,
): Promise<InvitationRow> {
  const row = isId("inv", id)
    ? await ctx.db
        .select()
        .from(invitations)
        .where(and(eq(invitations.id, id), eq(invitations.workspaceId, workspace.id)))
        .get()
    : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such invitation." });
  return row;
}

/** Ends an invitation: nobody comes in by it from here on. Another workspace's is `not-found`. Safe to repeat. */
export async function revokeInvitation(ctx: Ctx, id: string): Promise<void> {
  const workspace = requirePermission(ctx, "members.invite");
  const row = await requireInvitation(ctx, workspace, id);
  if (row.revokedAtMs !== null) return;
  await runBatch(ctx.db, [
    ctx.db
      .update(invitations)
      .set({ revokedAtMs: ctx.clock.now() })
      .where(and(eq(invitations.id, row.id), isNull(invitations.revokedAtMs))),
    auditRow(ctx, "invitation.revoked", row.id),
  ]);
}

/**
 * Mails an invitation again, good for another seven days; the link of the earlier mail ends. Refuses
 * links, and what was accepted, declined or revoked, with `conflict`.
 */
export async function resendInvitation(ctx: Ctx, id: string): Promise<void> {
  const workspace = requirePermission(ctx, "members.invite");
  const row = await requireInvitation(ctx, workspace, id);
  const now = ctx.clock.now();
  const state = stateOf(row, now);
  if (row.email === null || (state !== "pending" && state !== "expired")) {
    throw new Problem("conflict", { detail: "Only an open invitation by mail can be sent again." });
  }
  await admitInvitation(ctx, workspace);
  const { token, tokenHash } = await newToken();
  const again = { ...row, tokenHash, expiresAtMs: now + RESENT_DAYS * DAY_MS };
  await runBatch(ctx.db, [
    ctx.db
      .update(invitations)
      .set({ tokenHash, sentAtMs: now, expiresAtMs: again.expiresAtMs })
      .where(and(eq(invitations.id, row.id), eq(invitations.tokenHash, row.tokenHash))),
    auditRow(ctx, "invitation.resent", row.id),
    ...(await invitationMail(ctx, again, token)),
  ]);
}
