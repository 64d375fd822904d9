import { eq } from "drizzle-orm";
import { users } from "#features/identity/tables";
import { permissionSets, workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import { sha256Hex } from "#platform/seal";
import type { InvitationState } from "./schema.ts";
import { invitations } from "./tables.ts";

export type InvitationRow = typeof invitations.$inferSelect;

const TOKEN_BYTES = 24;

/** 192 random bits that open a workspace, and what is kept of them. */
export async function newToken(): Promise<{ token: string; tokenHash: string }> {
  const token = crypto
    .getRandomValues(new Uint8Array(TOKEN_BYTES))
    .toBase64({ alphabet: "base64url", omitPadding: true });
  return { token, tokenHash: await sha256Hex(token) };
}

/** Where an invitation stands. */
export function stateOf(row: InvitationRow, nowMs: number): InvitationState {
  if (row.revokedAtMs !== null) return "revoked";
  if (row.declinedAtMs !== null) return "declined";
  if (row.usesMax !== null && row.uses >= row.usesMax) {
    return row.email === null ? "used-up" : "accepted";
  }
  return row.expiresAtMs <= nowMs ? "expired" : "pending";
}

/** The invitation that a token opens, with its workspace; undefined when it opens nothing. */
export async function findByToken(ctx: Ctx, token: string) {
  return await ctx.db
    .select({
      invitation: invitations,
      workspace: workspaces,
      inviterName: users.name,
      setName: permissionSets.name,
    })
    .from(invitations)
    .innerJoin(workspaces, eq(workspaces.id, invitations.workspaceId))
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .leftJoin(permissionSets, eq(permissionSets.id, invitations.permissionSetId))
    .where(eq(invitations.tokenHash, await sha256Hex(token.slice(0, 100))))
    .get();
}
