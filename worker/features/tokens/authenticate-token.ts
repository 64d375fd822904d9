import { eq } from "drizzle-orm";
import { MINUTE_MS } from "#core/time";
import { tryRequestsPerMinute } from "#features/plans";
import { systemClock } from "#platform/clock";
import { settingsOf } from "#platform/create-ctx";
import type { Actor, WorkspaceRef } from "#platform/ctx";
import { type Db, openDb } from "#platform/db";
import { epochCache } from "#platform/epoch-cache";
import { type Admission, type LimitRule, tryAdmit, USER_RULE } from "#platform/rate-limits";
import { programOfToken } from "./access-token.ts";
import { findProgramRecord, type ProgramRecord } from "./find-program-record.ts";
import { programs } from "./tables.ts";

const LAST_USED_EVERY_MS = MINUTE_MS;

const cache = epochCache<ProgramRecord>();

export interface AuthenticatedProgram {
  actor: Extract<Actor, { kind: "api-key" }>;
  workspace: WorkspaceRef;
  /** The request is already counted; `ok: false` when it came too soon, undefined when unknown. */
  admission: Admission | undefined;
}

/** The workspace's plan limits a person's programs and keys together. */
async function admit(env: Env, db: Db, record: ProgramRecord): Promise<Admission | undefined> {
  const limit = await tryRequestsPerMinute({ db, clock: systemClock }, record.workspace);
  const ofPlan: LimitRule[] =
    limit === undefined ? [] : [{ name: record.workspace.id, limit, windowMs: MINUTE_MS }];
  return await tryAdmit(env, `user:${record.actor.userId}`, [...ofPlan, USER_RULE]);
}

/**
 * The actor and workspace of an access token, or undefined when it opens nothing. The token itself
 * says whose it is and until when; the request is counted with the person's limiter in the same hop
 * that tells whether what this isolate knows of the program still holds. So a known program costs no
 * read of D1, and one that was revoked stops at once everywhere.
 */
export async function authenticateToken(
  env: Env,
  token: string,
  defer: (work: Promise<unknown>) => void = () => undefined,
): Promise<AuthenticatedProgram | undefined> {
  const settings = settingsOf(env);
  const nowMs = systemClock.now();
  const id = await programOfToken(settings.authSecret, token, nowMs);
  if (id === undefined) return undefined;
  const db = openDb(env.DB, settings.bench);
  const cached = cache.find(id, nowMs);
  let record = cached?.record ?? (await findProgramRecord(db, id));
  if (record === undefined) return undefined;
  const admission = await admit(env, db, record);
  if (cached === undefined || cached.epoch !== admission?.epoch) {
    // Read after the epoch was learnt: what is kept is at least as new as that epoch.
    record = await findProgramRecord(db, id);
    if (record === undefined) {
      cache.drop(id);
      return undefined;
    }
    if (admission !== undefined) {
      cache.keep(id, { record, epoch: admission.epoch, readAtMs: nowMs });
    }
  }
  if (nowMs - (record.lastUsedAtMs ?? 0) >= LAST_USED_EVERY_MS) {
    record.lastUsedAtMs = nowMs;
    defer(db.update(programs).set({ lastUsedAtMs: nowMs }).where(eq(programs.id, id)));
  }
  return { actor: record.actor, workspace: record.workspace, admission };
}
