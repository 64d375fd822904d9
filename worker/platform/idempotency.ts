import { and, eq, lte, or, sql } from "drizzle-orm";
import { DAY_MS, MINUTE_MS } from "#core/time";
import { actorLabel, type Ctx } from "./ctx.ts";
import { idempotencyRecords as records } from "./idempotency.tables.ts";
import { seal, unseal } from "./seal.ts";

/** A claim without an answer after this long was left behind by a crash and may be taken over. */
const CLAIM_LOST_AFTER_MS = MINUTE_MS;
const KEPT_MS = DAY_MS;
const PURPOSE = "idempotency-record";

export interface StoredAnswer {
  status: number;
  contentType: string;
  body: string;
}

export type Claim =
  | { kind: "claimed"; claim: string }
  | { kind: "passed" }
  | { kind: "stored"; answer: StoredAnswer }
  | { kind: "busy" }
  | { kind: "reused" };

interface Keyed {
  key: string;
  claim: string;
}

function scopeOf(ctx: Ctx): string {
  return `${actorLabel(ctx.actor)}/${ctx.workspace?.id ?? ""}`;
}

function owned(ctx: Ctx, { key, claim }: Keyed) {
  return and(eq(records.scope, scopeOf(ctx)), eq(records.key, key), eq(records.claim, claim));
}

/**
 * Takes the key for this request, atomically: of many at once one gets `claimed`. Others learn the
 * stored answer, that it is still being worked on, or that the key stood for another request.
 */
export async function claimIdempotencyKey(
  ctx: Ctx,
  { key, requestHash }: { key: string; requestHash: string },
): Promise<Claim> {
  const now = ctx.clock.now();
  const mine = {
    scope: scopeOf(ctx),
    key,
    requestHash,
    claim: crypto.randomUUID(),
    claimedAtMs: now,
    expiresAtMs: now + KEPT_MS,
    state: null,
    status: null,
    contentType: null,
    sealedBody: null,
  };
  const { scope: _scope, key: _key, ...replacement } = mine;
  const lost = sql`${records.state} IS NULL AND ${records.claimedAtMs} <= ${now - CLAIM_LOST_AFTER_MS} AND ${records.requestHash} = ${requestHash}`;
  const [, rows] = await ctx.db.batch([
    ctx.db
      .insert(records)
      .values(mine)
      .onConflictDoUpdate({
        target: [records.scope, records.key],
        set: replacement,
        setWhere: or(lte(records.expiresAtMs, now), lost),
      }),
    ctx.db
      .select()
      .from(records)
      .where(and(eq(records.scope, mine.scope), eq(records.key, key))),
  ]);
  const row = rows[0];
  if (row === undefined) return { kind: "busy" };
  if (row.claim === mine.claim) return { kind: "claimed", claim: mine.claim };
  if (row.requestHash !== requestHash) return { kind: "reused" };
  if (row.state === "passed") return { kind: "passed" };
  if (row.state === null || row.sealedBody === null) return { kind: "busy" };
  const body = await unseal(ctx.settings, PURPOSE, row.sealedBody);
  const contentType = row.contentType ?? "application/json";
  return { kind: "stored", answer: { status: row.status ?? 200, contentType, body } };
}

/** Keeps the answer for later requests with the same key. */
export async function storeAnswer(ctx: Ctx, keyed: Keyed, answer: StoredAnswer): Promise<void> {
  const sealedBody = await seal(ctx.settings, PURPOSE, answer.body);
  const { status, contentType } = answer;
  await ctx.db
    .update(records)
    .set({ state: "stored", status, contentType, sealedBody })
    .where(owned(ctx, keyed));
}

/** Keeps the key without an answer: it could not be stored, and the verb itself knows the key. */
export async function passAnswer(ctx: Ctx, keyed: Keyed): Promise<void> {
  await ctx.db.update(records).set({ state: "passed" }).where(owned(ctx, keyed));
}

/** Gives the key back: nothing happened, so the same request may be tried again at once. */
export async function releaseClaim(ctx: Ctx, keyed: Keyed): Promise<void> {
  await ctx.db.delete(records).where(owned(ctx, keyed));
}

/** Forgets records past their time; answers how many. */
export async function expireIdempotencyRecords(ctx: Ctx): Promise<number> {
  const gone = await ctx.db
    .delete(records)
    .where(lte(records.expiresAtMs, ctx.clock.now()))
    .returning({ key: records.key });
  return gone.length;
}
