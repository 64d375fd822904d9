import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { UserId, WorkspaceId } from "#core/ids";
import { type Permission, rolePermissions, roles } from "#core/permissions";
import { users } from "#features/identity/tables";
import type { Ctx } from "#platform/ctx";
import { memberships, permissionSets } from "./tables.ts";

const PEOPLE_MAX = 50;

/**
 * Who may do this in a workspace, by a built-in role or a permission set, oldest membership first, at
 * most 50. For jobs and for verbs that have authorised already.
 */
export async function listPeopleWhoMay(
  ctx: Ctx,
  workspaceId: WorkspaceId,
  permission: Permission,
): Promise<{ userId: UserId; name: string; email: string; locale: string }[]> {
  const able = roles.filter((role) => rolePermissions[role].has(permission));
  const bySet = sql`EXISTS (SELECT 1 FROM json_each(${permissionSets.permissions}) WHERE value = ${permission})`;
  return await ctx.db
    .select({ userId: users.id, name: users.name, email: users.email, locale: users.locale })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .leftJoin(permissionSets, eq(permissionSets.id, memberships.permissionSetId))
    .where(
      and(
        eq(memberships.workspaceId, workspaceId),
        or(and(isNull(permissionSets.id), inArray(memberships.role, able)), bySet),
      ),
    )
    .orderBy(asc(memberships.createdAtMs))
    .limit(PEOPLE_MAX);
}
