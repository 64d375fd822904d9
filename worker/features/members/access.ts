import { and, eq, isNull } from "drizzle-orm";
import { type Id, isId, type UserId } from "#core/ids";
import { Problem } from "#core/problem";
import { permissionsOf } from "#features/workspaces";
import type { Permission } from "#features/workspaces/schema";
import { memberships, permissionSets, workspaces } from "#features/workspaces/tables";
import type { Ctx, Role, WorkspaceRef } from "#platform/ctx";
import { type GivenAccess, permissionsOfRole } from "./schema.ts";

export interface MemberRow {
  userId: UserId;
  role: Role;
  permissionSetId: Id<"role"> | null;
  permissions: Permission[];
}

/** A member of the workspace; anyone else is `not-found`. */
export async function requireMemberRow(
  ctx: Ctx,
  workspace: WorkspaceRef,
  userId: string,
): Promise<MemberRow> {
  const row = isId("user", userId)
    ? await ctx.db
        .select({
          userId: memberships.userId,
          role: memberships.role,
          permissionSetId: memberships.permissionSetId,
          set: permissionSets.permissions,
        })
        .from(memberships)
        .leftJoin(permissionSets, eq(permissionSets.id, memberships.permissionSetId))
        .where(and(eq(memberships.workspaceId, workspace.id), eq(memberships.userId, userId)))
        .get()
    : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such member." });
  const { set, ...member } = row;
  return { ...member, permissions: permissionsOfRole(row.role, set) };
}

/**
 * Refuses with `forbidden` what would give, or touch, more than one has oneself. A key has what its
 * scopes let through: one that leaked lets nobody in who may do more.
 */
export function requireNoMore(ctx: Ctx, permissions: readonly Permission[]): void {
  const own = new Set(permissionsOf(ctx));
  const lacking = permissions.find((permission) => !own.has(permission));
  if (lacking === undefined) return;
  throw new Problem("forbidden", {
    detail: `You cannot give or take what you may not do yourself: "${lacking}".`,
    extensions: { permission: lacking },
  });
}

/** What a role gives in this workspace. A permission set that is not its own is `not-found`. */
export async function requireGivable(
  ctx: Ctx,
  workspace: WorkspaceRef,
  { role, permissionSetId }: GivenAccess,
): Promise<void> {
  if (permissionSetId === undefined) {
    requireNoMore(ctx, permissionsOfRole(role, null));
    return;
  }
  const set = await ctx.db
    .select({ permissions: permissionSets.permissions })
    .from(permissionSets)
    .where(
      and(eq(permissionSets.id, permissionSetId), eq(permissionSets.workspaceId, workspace.id)),
    )
    .get();
  if (set === undefined) {
    throw new Problem("not-found", { detail: "There is no such permission set." });
  }
  requireNoMore(ctx, set.permissions);
}

/** The row of this request's workspace. */
export async function requireWorkspaceRow(ctx: Ctx, { id }: WorkspaceRef) {
  const row = await ctx.db
    .select()
    .from(workspaces)
    .where(and(eq(workspaces.id, id), isNull(workspaces.deletedAtMs)))
    .get();
  if (row === undefined) throw new Problem("not-found");
  return row;
}
