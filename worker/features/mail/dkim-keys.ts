import { and, asc, eq, ne, sql } from "drizzle-orm";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { dkimRecord, type DkimSigner, generateDkimPair, importDkimKey } from "#platform/mail/dkim";
import { seal, unseal } from "#platform/seal";
import { requireAdmitted, tryAdmit } from "#platform/rate-limits";
import { DAY_MS } from "#core/time";
import type { DkimKeyView } from "./schema.ts";
import { dkimKeys } from "./tables.ts";
import { senderOf } from "./write-message.ts";

export const DKIM_PURPOSE = "dkim-key";
const algorithms = ["rsa", "ed25519"] as const;
const MADE_PER_DAY: Parameters<typeof tryAdmit>[2] = [
  { name: "dkim-keys", limit: 20, windowMs: DAY_MS },
];

function toView(row: typeof dkimKeys.$inferSelect): DkimKeyView {
  const { selector, domain, algorithm, state, createdAtMs, activatedAtMs, retiredAtMs } = row;
  const dates = { createdAtMs, activatedAtMs, retiredAtMs };
  return { selector, domain, algorithm, state, ...dates, record: dkimRecord(row) };
}

/** The domain that mails come from, and are signed for. */
export function signingDomain(ctx: Ctx): string {
  const { address } = senderOf(ctx, ctx.origin);
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** All keys, oldest first, each with its DNS record; private halves stay behind. For the operator. */
export async function listDkimKeys(ctx: Ctx): Promise<DkimKeyView[]> {
  requireOperator(ctx);
  const rows = await ctx.db
    .select()
    .from(dkimKeys)
    .orderBy(asc(dkimKeys.createdAtMs), asc(dkimKeys.selector));
  return rows.map(toView);
}

/**
 * Makes a new pair of keys, RSA-2048 and Ed25519, for the domain that mails come from. They sign
 * nothing before `activateDkimKeys`, so that their records can be published first. While a pair waits
 * it is answered again: safe to repeat. For the operator, 20 a day.
 */
export async function createDkimKeys(ctx: Ctx): Promise<DkimKeyView[]> {
  requireOperator(ctx);
  const domain = signingDomain(ctx);
  const waitingKeys = and(eq(dkimKeys.domain, domain), eq(dkimKeys.state, "waiting"));
  const waiting = await ctx.db.select().from(dkimKeys).where(waitingKeys);
  if (waiting.length > 0) return waiting.map(toView);
  requireAdmitted(await tryAdmit(ctx.env, "mail:dkim-keys", MADE_PER_DAY));
  const nowMs = ctx.clock.now();
  const stamp = new Date(nowMs).toISOString().slice(0, 16).replaceAll(/\D/g, "");
  const rows = await Promise.all(
    algorithms.map(async (algorithm) => {
      const { publicKey, privateKey } = await generateDkimPair(algorithm);
      const sealedPrivateKey = await seal(ctx.settings, DKIM_PURPOSE, privateKey);
      const selector = `selvedge-${algorithm === "rsa" ? "r" : "e"}${stamp}`;
      const state = "waiting" as const;
      return {
        selector,
        domain,
        algorithm,
        publicKey,
        sealedPrivateKey,
        state,
        createdAtMs: nowMs,
      };
    }),
  );
  await runBatch(ctx.db, [
    ctx.db.insert(dkimKeys).values(rows).onConflictDoNothing(),
    auditRow(ctx, "dkim-keys.created", domain, { selectors: rows.map(({ selector }) => selector) }),
  ]);
  return (await ctx.db.select().from(dkimKeys).where(waitingKeys)).map(toView);
}

/**
 * Signs with the waiting keys from now on, and with those of before no more; their records must stay
 * published for as long as mails of theirs are on the way, a week. For the operator. Without waiting
 * keys it is a `conflict`.
 */
export async function activateDkimKeys(ctx: Ctx): Promise<DkimKeyView[]> {
  requireOperator(ctx);
  const domain = signingDomain(ctx);
  const nowMs = ctx.clock.now();
  const waiting = sql`EXISTS (SELECT 1 FROM ${dkimKeys} AS next WHERE next.domain = ${domain} AND next.state = 'waiting')`;
  const [, activated] = await ctx.db.batch([
    ctx.db
      .update(dkimKeys)
      .set({ state: "retired", retiredAtMs: nowMs })
      .where(and(eq(dkimKeys.domain, domain), eq(dkimKeys.state, "active"), waiting)),
    ctx.db
      .update(dkimKeys)
      .set({ state: "active", activatedAtMs: nowMs })
      .where(and(eq(dkimKeys.domain, domain), eq(dkimKeys.state, "waiting")))
      .returning({ selector: dkimKeys.selector }),
    auditRow(ctx, "dkim-keys.activated", domain),
  ]);
  if (activated.length === 0) {
    throw new Problem("conflict", { detail: "There are no new keys; make them first." });
  }
  return await listDkimKeys(ctx);
}

/** The keys that mails are signed with now, of every domain. For jobs. */
export async function loadDkimSigners(ctx: Ctx): Promise<DkimSigner[]> {
  const rows = await ctx.db.select().from(dkimKeys).where(eq(dkimKeys.state, "active"));
  return await Promise.all(
    rows.map(async ({ domain, selector, algorithm, sealedPrivateKey }) => {
      const privateKey = await unseal(ctx.settings, DKIM_PURPOSE, sealedPrivateKey);
      return { domain, selector, algorithm, key: await importDkimKey(algorithm, privateKey) };
    }),
  );
}

/** Forgets keys that were retired long ago, and those of nobody. For jobs; answers how many. */
export async function expireDkimKeys(ctx: Ctx, beforeMs: number): Promise<number> {
  requireOperator(ctx);
  const gone = await ctx.db
    .delete(dkimKeys)
    .where(and(ne(dkimKeys.state, "active"), sql`${dkimKeys.retiredAtMs} <= ${beforeMs}`))
    .returning({ selector: dkimKeys.selector });
  return gone.length;
}
