import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { legalDocuments } from "#features/consents/schema";
import { consents } from "#features/consents/tables";
import { accountDeletions } from "#features/deletions/tables";
import { users } from "#features/identity/tables";
import { toWorkspaceRef, type WorkspacePart, workspacePart } from "#features/workspaces";
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

/** What the person accepted, as `kind version` with commas between. */
const acceptedVersions = sql<
  string | null
>`(SELECT GROUP_CONCAT(${consents.kind} || ' ' || ${consents.version}) FROM ${consents} WHERE ${consents.userId} = ${users.id} AND ${inArray(consents.kind, [...legalDocuments])})`;

async function findRow(db: Db, token: string) {
  return await db
    .select({
      session: sessions,
      email: users.email,
      name: users.name,
      operator: users.operator,
      avatarPath: users.image,
      erasedAtMs: accountDeletions.dueAtMs,
      accepted: acceptedVersions,
      awaitsSignOn: awaitsSignOn(sql`${sessions.signOnId}`),
      part: workspacePart,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(accountDeletions, eq(accountDeletions.userId, users.id))
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

/** The columns of a joined workspace; all of them are null where there is none. */
function workspaceOf(part: { [Name in keyof WorkspacePart]: WorkspacePart[Name] | null }) {
  const { workspaceId, workspaceName, accountId, plan, role, settings } = part;
  if (workspaceId === null || workspaceName === null || accountId === null) return undefined;
  if (plan === null || role === null || settings === null) return undefined;
  return toWorkspaceRef({ ...part, workspaceId, workspaceName, accountId, plan, role, settings });
}

/** The session with that token, its person and their workspace, by one query. */
export async function findSessionRecord(db: Db, token: string): Promise<SessionRecord | undefined> {
  const row = await findRow(db, token);
  if (row === undefined) return undefined;
  const { session, email, name, operator, avatarPath, accepted } = row;
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
      avatarPath,
      erasedAtMs: row.erasedAtMs ?? undefined,
      accepted: accepted === null ? [] : accepted.split(","),
      ...(row.awaitsSignOn === 1 && row.part.workspaceId !== null
        ? { awaitsSignOn: row.part.workspaceId }
        : {}),
    },
    workspace: row.awaitsSignOn === 1 ? undefined : workspaceOf(row.part),
    expiresAtMs: session.expiresAt.getTime(),
    renewedAtMs: session.updatedAt.getTime(),
    lastSeenAtMs: session.lastSeenAtMs ?? startedAtMs,
  };
}
