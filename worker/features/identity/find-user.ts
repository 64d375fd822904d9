import { and, asc, eq, isNull } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { memberships, workspaces } from "#features/workspaces/tables";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { users } from "./tables.ts";

export interface FoundUser {
  userId: UserId;
  email: string;
  emailVerified: boolean;
  name: string;
  locale: string;
  operator: boolean;
}

const columns = {
  userId: users.id,
  email: users.email,
  emailVerified: users.emailVerified,
  name: users.name,
  locale: users.locale,
  operator: users.operator,
};

export async function findUserByEmail(ctx: Ctx, email: string): Promise<FoundUser | undefined> {
  return await ctx.db.select(columns).from(users).where(eq(users.email, email)).get();
}

export async function findUserById(ctx: Ctx, id: UserId): Promise<FoundUser | undefined> {
  return await ctx.db.select(columns).from(users).where(eq(users.id, id)).get();
}

/** The workspace a person starts in: the first they belong to. */
export async function findHome(ctx: Ctx, userId: UserId): Promise<WorkspaceRef | undefined> {
  return await ctx.db
    .select({
      id: workspaces.id,
      accountId: workspaces.accountId,
      plan: workspaces.plan,
      planVersionId: workspaces.planVersionId,
      role: memberships.role,
    })
    .from(memberships)
    .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
    .where(and(eq(memberships.userId, userId), isNull(workspaces.deletedAtMs)))
    .orderBy(asc(memberships.createdAtMs))
    .limit(1)
    .get();
}
