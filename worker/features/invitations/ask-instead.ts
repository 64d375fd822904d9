import { Problem } from "#core/problem";
import { joinRoles } from "#features/domains/schema";
import { joinRequests } from "#features/domains/tables";
import { findMembership, requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireHeld } from "./accept-invitation.ts";
import { stateOf } from "./invitation-row.ts";

/**
 * The signed-in person holds an invitation that was mailed to another address and asks to be let in
 * with theirs: those who may invite see it among who waits to join, and answer. Asked for as a viewer
 * where the invitation's role is more than someone may join as. Refuses a link, and a member, with
 * `conflict`, and an invitation that is over with `link-expired`. Asking twice is asking once.
 */
export async function askInstead(ctx: Ctx, token: string): Promise<void> {
  const { userId } = requireUser(ctx);
  const { invitation, workspace: row } = await requireHeld(ctx, token);
  if (stateOf(invitation, ctx.clock.now()) !== "pending") throw new Problem("link-expired");
  const isMember = (await findMembership(ctx, row.id, userId)) !== undefined;
  if (invitation.email === null || isMember) {
    throw new Problem("conflict", { detail: "There is nothing to ask for: you can come in." });
  }
  const role = joinRoles.find((one) => one === invitation.role) ?? "viewer";
  const within: Ctx = { ...ctx, workspace: { ...row, role } };
  await runBatch(ctx.db, [
    ctx.db
      .insert(joinRequests)
      .values({ workspaceId: row.id, userId, role, askedAtMs: ctx.clock.now() })
      .onConflictDoNothing(),
    auditRow(within, "member.asked-to-join", userId, { invitationId: invitation.id }),
  ]);
}
