import { eq } from "drizzle-orm";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { tryRequestsPerMinute } from "#features/plans";
import type { Actor, WorkspaceRef } from "#platform/ctx";
import { settingsOf } from "#platform/create-ctx";
import { systemClock } from "#platform/clock";
import { type Db, openDb } from "#platform/db";
import { type Admission, type LimitRule, tryAdmit, USER_RULE } from "#platform/rate-limits";
import { findKeyRecord, type KeyRecord } from "./find-key-record.ts";
import { isInRanges } from "./ip-ranges.ts";
import { keyCache } from "./key-cache.ts";
import { hashSecret, isSecretShaped } from "./secret.ts";
import { apiKeys } from "./tables.ts";

const LAST_USED_EVERY_MS = MINUTE_MS;

export interface AuthenticatedKey {
  actor: Extract<Actor, { kind: "api-key" }>;
  workspace: WorkspaceRef;
  /** The request is already counted; `ok: false` when it came too soon, undefined when unknown. */
  admission: Admission | undefined;
}

/** What the person's keys in this workspace may send together, by the version of its plan. */
async function planRules(db: Db, { limitedByPlan, workspace }: KeyRecord): Promise<LimitRule[]> {
  if (!limitedByPlan) return [];
  const limit = await tryRequestsPerMinute({ db, clock: systemClock }, workspace);
  return limit === undefined ? [] : [{ name: workspace.id, limit, windowMs: MINUTE_MS }];
}

async function admitKey(env: Env, db: Db, record: KeyRecord): Promise<Admission | undefined> {
  const { keyId, userId } = record.actor;
  const ofKey = { name: keyId, limit: record.requestsPerMinute, windowMs: MINUTE_MS };
  const rules = [ofKey, ...(await planRules(db, record)), USER_RULE];
  return await tryAdmit(env, `user:${userId}`, rules);
}

function isLive(record: KeyRecord, nowMs: number): boolean {
  if (record.revokedAtMs !== null) return false;
  if (record.secretUntilMs !== null && record.secretUntilMs <= nowMs) return false;
  return record.expiresAtMs === null || record.expiresAtMs > nowMs;
}

async function noteUse(db: Db, record: KeyRecord, nowMs: number): Promise<void> {
  await db.update(apiKeys).set({ lastUsedAtMs: nowMs }).where(eq(apiKeys.id, record.actor.keyId));
}

/**
 * The actor and workspace of a secret, or undefined when it opens nothing. Counts the request with
 * the owner's limiter in the same hop that tells whether what this isolate knows of the key still
 * holds, so that a known key costs no read of D1 and a revoked one stops at once everywhere.
 * Refuses a key that may not be used from `address` with `forbidden`.
 */
export async function authenticateApiKey(
  env: Env,
  secret: string,
  defer: (work: Promise<unknown>) => void = () => undefined,
  address?: string,
): Promise<AuthenticatedKey | undefined> {
  if (!isSecretShaped(secret)) return undefined;
  const nowMs = systemClock.now();
  const hash = await hashSecret(secret);
  const db = openDb(env.DB, settingsOf(env).bench);
  const cached = keyCache.find(hash, nowMs);
  const first = cached?.record ?? (await findKeyRecord(db, hash));
  if (first === undefined || !isLive(first, nowMs)) return undefined;
  const admission = await admitKey(env, db, first);
  let record: KeyRecord | undefined = first;
  if (cached === undefined || cached.epoch !== admission?.epoch) {
    // Read after the epoch was learnt: what is kept is at least as new as that epoch.
    record = await findKeyRecord(db, hash);
    if (record === undefined || !isLive(record, nowMs)) {
      keyCache.drop(hash);
      return undefined;
    }
    if (admission !== undefined) {
      keyCache.keep(hash, { record, epoch: admission.epoch, readAtMs: nowMs });
    }
  }
  const { allowedRanges } = record;
  if (allowedRanges !== null && !isInRanges(address ?? "", allowedRanges)) {
    throw new Problem("forbidden", {
      detail: "This API key may not be used from this address.",
      extensions: { address: address ?? null },
    });
  }
  if (nowMs - (record.lastUsedAtMs ?? 0) >= LAST_USED_EVERY_MS) {
    record.lastUsedAtMs = nowMs;
    defer(noteUse(db, record, nowMs));
  }
  return { actor: record.actor, workspace: record.workspace, admission };
}
