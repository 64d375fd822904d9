import { and, eq } from "drizzle-orm";
import { DAY_MS, MINUTE_MS } from "#core/time";
import { clockNow } from "#platform/clock";
import { settingsOf } from "#platform/create-ctx";
import type { Actor, WorkspaceRef } from "#platform/ctx";
import { type Db, openDb } from "#platform/db";
import { type Admission, tryAdmit, USER_RULE } from "#platform/rate-limits";
import { readCookie, readSignedCookie, SESSION_COOKIE, setCookie } from "./cookies.ts";
import { ensurePersonalWorkspace } from "./ensure-personal-workspace.ts";
import { findSessionRecord, type SessionRecord } from "./find-session-record.ts";
import { sessionCache } from "./session-cache.ts";
import { SESSION_TTL_MS } from "./session-ttl.ts";
import { sessions } from "./tables.ts";

const RENEW_AFTER_MS = DAY_MS;
const SEEN_EVERY_MS = 10 * MINUTE_MS;

export interface ResolvedSession {
  actor: Extract<Actor, { kind: "user" }>;
  workspace: WorkspaceRef | undefined;
  /** The request is already counted; `ok: false` when it came too soon, undefined when unknown. */
  admission: Admission | undefined;
  /** Values for Set-Cookie headers of the answer. */
  setCookies: string[];
}

/** The record as D1 has it now, with a workspace made where the person has none. */
async function readRecord(env: Env, db: Db, token: string): Promise<SessionRecord | undefined> {
  const record = await findSessionRecord(db, token);
  if (record === undefined || record.expiresAtMs <= clockNow()) return undefined;
  if (record.workspace !== undefined || record.actor.awaitsSignOn !== undefined) return record;
  await ensurePersonalWorkspace(env, record.actor);
  return await findSessionRecord(db, token);
}

/**
 * What the session is now. Counts the request with the person's limiter in the same hop that tells
 * whether what this isolate knows still holds, so that a known session costs no read of D1 and one
 * that was ended, or whose person or workspace changed, is seen so at once everywhere.
 */
async function admitSession(env: Env, db: Db, token: string) {
  const nowMs = clockNow();
  const cached = sessionCache.find(token, nowMs);
  const first = cached?.record ?? (await readRecord(env, db, token));
  if (first === undefined || first.expiresAtMs <= nowMs) return undefined;
  const admission = await tryAdmit(env, `user:${first.actor.userId}`, [USER_RULE]);
  if (cached !== undefined && cached.epoch === admission?.epoch) {
    return { record: first, admission };
  }
  // Read after the epoch was learnt: what is kept is at least as new as that epoch.
  const record = await readRecord(env, db, token);
  if (record === undefined) {
    sessionCache.drop(token);
    return undefined;
  }
  if (admission !== undefined) {
    sessionCache.keep(token, { record, epoch: admission.epoch, readAtMs: nowMs });
  }
  return { record, admission };
}

/** Moves the end of the session on. Two requests at once do it once. */
async function renew(db: Db, record: SessionRecord, nowMs: number): Promise<void> {
  const before = new Date(record.renewedAtMs);
  await db
    .update(sessions)
    .set({
      updatedAt: new Date(nowMs),
      expiresAt: new Date(nowMs + SESSION_TTL_MS),
      lastSeenAtMs: nowMs,
    })
    .where(and(eq(sessions.id, record.actor.sessionId), eq(sessions.updatedAt, before)));
  record.renewedAtMs = nowMs;
  record.expiresAtMs = nowMs + SESSION_TTL_MS;
  record.lastSeenAtMs = nowMs;
}

async function noteSeen(db: Db, { actor }: SessionRecord, nowMs: number): Promise<void> {
  await db.update(sessions).set({ lastSeenAtMs: nowMs }).where(eq(sessions.id, actor.sessionId));
}

/**
 * The person whose session the request's cookie carries; undefined when there is none or it is over.
 * A session lasts 30 days from its last renewal, which happens at most once a day.
 */
export async function resolveSession(
  request: Request,
  env: Env,
  defer: (work: Promise<unknown>) => void = () => undefined,
): Promise<ResolvedSession | undefined> {
  const header = request.headers.get("cookie");
  const settings = settingsOf(env);
  const token = await readSignedCookie(header, SESSION_COOKIE, settings.authSecret);
  if (token === undefined) return undefined;
  const db = openDb(env.DB, settings.bench);
  const found = await admitSession(env, db, token);
  if (found === undefined) return undefined;
  const { record, admission } = found;
  const nowMs = clockNow();
  const setCookies: string[] = [];
  if (nowMs - record.renewedAtMs >= RENEW_AFTER_MS) {
    await renew(db, record, nowMs);
    const value = readCookie(header, SESSION_COOKIE) ?? "";
    setCookies.push(setCookie(SESSION_COOKIE, value, SESSION_TTL_MS / 1_000));
  } else if (nowMs - record.lastSeenAtMs >= SEEN_EVERY_MS) {
    record.lastSeenAtMs = nowMs;
    defer(noteSeen(db, record, nowMs));
  }
  return { actor: record.actor, workspace: record.workspace, admission, setCookies };
}
