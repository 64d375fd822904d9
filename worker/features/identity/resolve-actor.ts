import { and, asc, eq, isNull } from "drizzle-orm";
import { isId, type VisitorId } from "#core/ids";
import { DAY_MS } from "#core/time";
import { memberships, workspaces } from "#features/workspaces/tables";
import { clockNow } from "#platform/clock";
import { settingsOf } from "#platform/create-ctx";
import type { Actor, WorkspaceRef } from "#platform/ctx";
import { type Db, openDb } from "#platform/db";
import { SESSION_TTL_MS } from "./auth.ts";
import {
  clearCookie,
  readCookie,
  readSignedCookie,
  SESSION_COOKIE,
  setCookie,
  VISITOR_COOKIE,
} from "./cookies.ts";
import { ensurePersonalWorkspace } from "./ensure-personal-workspace.ts";
import { ipHashOf } from "./network.ts";
import { sessions, users, visitors } from "./tables.ts";
import { VISITOR_CONTEXT } from "./visitor-cookie.ts";

const RENEW_AFTER_MS = DAY_MS;

export interface ResolvedActor {
  actor: Actor;
  workspace: WorkspaceRef | undefined;
  /** Values for Set-Cookie headers of the answer. */
  setCookies: string[];
}

const workspaceColumns = {
  workspaceId: workspaces.id,
  accountId: workspaces.accountId,
  plan: workspaces.plan,
  planVersionId: workspaces.planVersionId,
};

async function findSession(db: Db, token: string) {
  return await db
    .select({
      sessionId: sessions.id,
      expiresAt: sessions.expiresAt,
      renewedAt: sessions.updatedAt,
      userId: users.id,
      email: users.email,
      name: users.name,
      operator: users.operator,
      role: memberships.role,
      memberCapMicroPt: memberships.ptCapMicroPt,
      settings: workspaces.settings,
      ...workspaceColumns,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(memberships, eq(memberships.userId, users.id))
    .leftJoin(
      workspaces,
      and(eq(workspaces.id, memberships.workspaceId), isNull(workspaces.deletedAtMs)),
    )
    .where(eq(sessions.token, token))
    .orderBy(asc(isNull(workspaces.id)), asc(memberships.createdAtMs))
    .limit(1)
    .get();
}

type SessionRow = NonNullable<Awaited<ReturnType<typeof findSession>>>;

function workspaceOf(row: SessionRow): WorkspaceRef | undefined {
  const { workspaceId, accountId, plan, planVersionId, role } = row;
  if (workspaceId === null || accountId === null || plan === null || role === null) {
    return undefined;
  }
  return {
    id: workspaceId,
    accountId,
    plan,
    planVersionId,
    role,
    memberCapMicroPt: row.memberCapMicroPt ?? undefined,
    allowsCheaperModels: row.settings?.allowsCheaperModels,
    spendCapMicroPt: row.settings?.spendLimits?.capMicroPt ?? undefined,
  };
}

/** Moves the end of the session on. Two requests at once do it once. */
async function renew(db: Db, row: SessionRow, now: number): Promise<void> {
  await db
    .update(sessions)
    .set({ updatedAt: new Date(now), expiresAt: new Date(now + SESSION_TTL_MS) })
    .where(and(eq(sessions.id, row.sessionId), eq(sessions.updatedAt, row.renewedAt)));
}

async function resolveUser(request: Request, env: Env, db: Db): Promise<ResolvedActor | undefined> {
  const header = request.headers.get("cookie");
  const { authSecret } = settingsOf(env);
  const token = await readSignedCookie(header, SESSION_COOKIE, authSecret);
  if (token === undefined) return undefined;
  const row = await findSession(db, token);
  const now = clockNow();
  if (row === undefined || row.expiresAt.getTime() <= now) return undefined;
  const { userId, email, name, operator } = row;
  const actor: Actor = { kind: "user", userId, email, name, operator };
  let workspace = workspaceOf(row);
  if (workspace === undefined) {
    await ensurePersonalWorkspace(env, actor);
    const again = await findSession(db, token);
    workspace = again === undefined ? undefined : workspaceOf(again);
  }
  const setCookies: string[] = [];
  const renewedAtMs = row.renewedAt.getTime();
  if (now - renewedAtMs >= RENEW_AFTER_MS) {
    await renew(db, row, now);
    const value = readCookie(header, SESSION_COOKIE) ?? "";
    setCookies.push(setCookie(SESSION_COOKIE, value, SESSION_TTL_MS / 1_000));
  }
  return { actor, workspace, setCookies };
}

async function findVisitor(db: Db, id: VisitorId): Promise<WorkspaceRef | undefined> {
  const row = await db
    .select(workspaceColumns)
    .from(visitors)
    .innerJoin(workspaces, eq(workspaces.id, visitors.workspaceId))
    .where(
      and(
        eq(visitors.id, id),
        isNull(visitors.adoptedByWorkspaceId),
        isNull(workspaces.deletedAtMs),
      ),
    )
    .get();
  if (row === undefined) return undefined;
  const { workspaceId, accountId, plan, planVersionId } = row;
  return { id: workspaceId, accountId, plan, planVersionId, role: "owner" };
}

/**
 * Who sends this request, by its cookies: a signed-in person, a visitor who has written before, or
 * nobody. One query for whoever carries a cookie of ours, none for others. A session that is over,
 * or whose signature is not ours, is no session, and its cookie is taken back by the next page view. Sessions last 30 days
 * from the last renewal, which happens at most once a day.
 */
export async function resolveActor(request: Request, env: Env): Promise<ResolvedActor> {
  const settings = settingsOf(env);
  const db = openDb(env.DB, settings.bench);
  const user = await resolveUser(request, env, db);
  if (user !== undefined) return user;
  const header = request.headers.get("cookie");
  const stale = [SESSION_COOKIE].filter((name) => readCookie(header, name) !== undefined);
  // A write may be about to set the very cookie; taking it back would undo that.
  const takeBack = () => (request.method === "GET" ? stale.map(clearCookie) : []);
  const ipHash = await ipHashOf(request, settings.authSecret);
  const visitorId = await readSignedCookie(
    header,
    VISITOR_COOKIE,
    settings.authSecret,
    VISITOR_CONTEXT,
  );
  if (isId("vis", visitorId)) {
    const workspace = await findVisitor(db, visitorId);
    if (workspace !== undefined) {
      const actor: Actor = { kind: "visitor", visitorId, ipHash };
      return { actor, workspace, setCookies: takeBack() };
    }
  }
  if (readCookie(header, VISITOR_COOKIE) !== undefined) stale.push(VISITOR_COOKIE);
  return {
    actor: { kind: "anonymous", ipHash },
    workspace: undefined,
    setCookies: takeBack(),
  };
}
