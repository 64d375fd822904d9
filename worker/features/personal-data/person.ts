import { and, eq, isNull, ne, sql } from "drizzle-orm";
import type { AccountId, UserId, WorkspaceId } from "#core/ids";
import { users } from "#features/identity/tables";
import { memberships, workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";

/** Whose data it is, and what is theirs alone. */
export interface Person {
  userId: UserId;
  email: string;
  /** Workspaces in which nobody else is: they go with the person. */
  workspaceIds: WorkspaceId[];
  accountIds: AccountId[];
}

/** A workspace that the person is in together with others. */
export interface SharedWorkspace {
  id: WorkspaceId;
  name: string;
  /** Nobody else owns it, so the person cannot leave before it has another owner. */
  soleOwner: boolean;
}

const others = (condition = sql`1`) =>
  sql<number>`(SELECT count(*) FROM memberships o WHERE o.workspace_id = ${workspaces.id} AND o.user_id <> ${memberships.userId} AND ${condition})`;

/** The workspaces that a person shares with others. */
export async function listMemberships(ctx: Ctx, userId: UserId): Promise<SharedWorkspace[]> {
  const rows = await ctx.db
    .select({
      id: workspaces.id,
      name: workspaces.name,
      role: memberships.role,
      otherOwners: others(sql`o.role = 'owner'`),
    })
    .from(memberships)
    .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
    .where(and(eq(memberships.userId, userId), isNull(workspaces.deletedAtMs), ne(others(), 0)));
  return rows.map(({ id, name, role, otherOwners }) => ({
    id,
    name,
    soleOwner: role === "owner" && otherOwners === 0,
  }));
}

/** The person with what is theirs alone; undefined when there is none of that id. */
export async function readPerson(ctx: Ctx, userId: UserId): Promise<Person | undefined> {
  const user = await ctx.db
    .select({ email: users.email })
    .from(users)
    .where(eq(users.id, userId))
    .get();
  if (user === undefined) return undefined;
  const own = await ctx.db
    .select({ id: workspaces.id, accountId: workspaces.accountId })
    .from(memberships)
    .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
    .where(and(eq(memberships.userId, userId), eq(memberships.role, "owner"), eq(others(), 0)));
  return {
    userId,
    email: user.email,
    workspaceIds: own.map(({ id }) => id),
    accountIds: own.map(({ accountId }) => accountId),
  };
}
