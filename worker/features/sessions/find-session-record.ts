import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { users } from "#features/identity/tables";
import { memberships, permissionSets, workspaces } from "#features/workspaces/tables";
import type { Actor, WorkspaceRef } from "#platform/ctx";
import type { Db } from "#platform/db";
import { awaitsSignOn } from "./awaits-sign-on.ts";
import { sessions } from "./tables.ts";

/** What a request with a session needs to know of it. */
export interface SessionRecord {
  actor: Extract<Actor, { kind: "user" }>;
  workspace: WorkspaceRef | undefined;
  expiresAtMs: number;
  renewedAtMs: number;
  lastSeenAtMs: number;
}

async function findRow(db: Db, token: string) {
  return await db
    .select({
      session: sessions,
      email: users.email,
      name: users.name,
      operator: users.operator,
      role: memberships.role,
      permissions: permissionSets.permissions,
      memberCapMicroPt: memberships.ptCapMicroPt,
      settings: workspaces.settings,
      workspaceId: workspaces.id,
      accountId: workspaces.accountId,
      plan: workspaces.plan,
      planVersionId: workspaces.planVersionId,
      awaitsSignOn: awaitsSignOn(sql`${sessions.signOnId}`),
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(memberships, eq(memberships.userId, users.id))
    .leftJoin(
      workspaces,
      and(eq(workspaces.id, memberships.workspaceId), isNull(workspaces.deletedAtMs)),
    )
    .leftJoin(permissionSets, eq(permissionSets.id, memberships.permissionSetId))
    .where(eq(sessions.token, token))
    .orderBy(
      asc(isNull(workspaces.id)),
      desc(eq(workspaces.id, sessions.workspaceId)),
      asc(memberships.createdAtMs),
    )
    .limit(1)
    .get();
}

type SessionRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function workspaceOf(row: SessionRow): WorkspaceRef | undefined {
  const { workspaceId, accountId, plan, planVersionId, role } = row;
  if (row.awaitsSignOn === 1) return undefined;
  if (workspaceId === null || accountId === null || plan === null || role === null) {
    return undefined;
  }
  return {
    id: workspaceId,
    accountId,
    plan,
    planVersionId,
    role,
    permissions: row.permissions ?? undefined,
    memberCapMicroPt: row.memberCapMicroPt ?? undefined,
    allowsCheaperModels: row.settings?.allowsCheaperModels,
    spendCapMicroPt: row.settings?.spendLimits?.capMicroPt ?? undefined,
  };
}

/** The session with that token, its person and their workspace, by one query. */
export async function findSessionRecord(db: Db, token: string): Promise<SessionRecord | undefined> {
  const row = await findRow(db, token);
  if (row === undefined) return undefined;
  const { session, email, name, operator } = row;
  const startedAtMs = session.createdAt.getTime();
  return {
    actor: {
      kind: "user",
      userId: session.userId,
      email,
      name,
      operator,
      sessionId: session.id,
      authenticatedAtMs: session.authenticatedAtMs ?? startedAtMs,
      ...(row.awaitsSignOn === 1 && row.workspaceId !== null
        ? { awaitsSignOn: row.workspaceId }
        : {}),
    },
    workspace: workspaceOf(row),
    expiresAtMs: session.expiresAt.getTime(),
    renewedAtMs: session.updatedAt.getTime(),
    lastSeenAtMs: session.lastSeenAtMs ?? startedAtMs,
  };
}
