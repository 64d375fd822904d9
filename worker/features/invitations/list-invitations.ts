import { desc, eq } from "drizzle-orm";
import { users } from "#features/identity/tables";
import { requirePermission } from "#features/workspaces";
import { permissionSets } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import { stateOf } from "./invitation-row.ts";
import type { InvitationView } from "./schema.ts";
import { invitations } from "./tables.ts";

const LISTED_MAX = 200;

/** The workspace's invitations, newest first, at most 200, with where each stands. */
export async function listInvitations(ctx: Ctx): Promise<InvitationView[]> {
  const { id } = requirePermission(ctx, "members.invite");
  const now = ctx.clock.now();
  const rows = await ctx.db
    .select({ row: invitations, invitedBy: users.name, permissionSetName: permissionSets.name })
    .from(invitations)
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .leftJoin(permissionSets, eq(permissionSets.id, invitations.permissionSetId))
    .where(eq(invitations.workspaceId, id))
    .orderBy(desc(invitations.createdAtMs), desc(invitations.id))
    .limit(LISTED_MAX);
  return rows.map(({ row, invitedBy, permissionSetName }) => ({
    id: row.id,
    email: row.email,
    role: row.role,
    permissionSetName,
    state: stateOf(row, now),
    uses: row.uses,
    usesMax: row.usesMax,
    invitedBy: invitedBy ?? "",
    createdAtMs: row.createdAtMs,
    expiresAtMs: row.expiresAtMs,
  }));
}
