import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import type { Id, UserId, WorkspaceId } from "#core/ids";
import { awaitsSignOn } from "#features/sessions";
import { companySignIns } from "#features/sign-on/tables";
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

/** The workspace that someone starts in who comes by that company's sign-on; undefined when it is off. */
export async function findSignOnTarget(
  ctx: Ctx,
  id: Id<"sso">,
): Promise<{ id: Id<"sso">; workspaceId: WorkspaceId } | undefined> {
  return await ctx.db
    .select({ id: companySignIns.id, workspaceId: companySignIns.workspaceId })
    .from(companySignIns)
    .where(and(eq(companySignIns.id, id), eq(companySignIns.enabled, true)))
    .get();
}

/** A workspace that a person starts in. */
export interface Home extends WorkspaceRef {
  /** It lets them in only by its company's sign-on, which this is not. */
  isClosed: boolean;
}

/**
 * The workspace a person starts in: that of the sign-on they came by, else the first they belong to,
 * and one that is closed to them only where there is no other.
 */
export async function findHome(
  ctx: Ctx,
  userId: UserId,
  signOn?: { id: Id<"sso">; workspaceId: WorkspaceId },
): Promise<Home | undefined> {
  const closed = awaitsSignOn(sql`${signOn?.id ?? null}`);
  const row = await ctx.db
    .select({
      closed,
      id: workspaces.id,
      accountId: workspaces.accountId,
      plan: workspaces.plan,
      planVersionId: workspaces.planVersionId,
      role: memberships.role,
    })
    .from(memberships)
    .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
    .where(and(eq(memberships.userId, userId), isNull(workspaces.deletedAtMs)))
    .orderBy(
      asc(closed),
      desc(eq(workspaces.id, signOn?.workspaceId ?? "ws_")),
      asc(memberships.createdAtMs),
    )
    .limit(1)
    .get();
  if (row === undefined) return undefined;
  const { closed: isClosed, ...workspace } = row;
  return { ...workspace, isClosed: isClosed === 1 };
}
