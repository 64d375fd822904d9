import { and, eq, isNull, or } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { MINUTE_MS } from "#core/time";
import { users } from "#features/identity/tables";
import { mailRows } from "#features/mail";
import { noticeRows } from "#features/notices";
import { limiterOf, type LimitSubject } from "#objects/limiter";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireAdmitted, tryAdmit } from "#platform/rate-limits";
import { LeakReport } from "./schema.ts";
import { hashSecret, isSecretShaped } from "./secret.ts";
import { apiKeys } from "./tables.ts";

const REPORTS_PER_MINUTE = 60;

function reporterOf({ actor }: Ctx): LimitSubject {
  if (actor.kind === "anonymous" || actor.kind === "visitor") return `ip:${actor.ipHash}`;
  return actor.kind === "job" ? `job:${actor.name}` : `user:${actor.userId}`;
}

async function findKey(ctx: Ctx, secret: string) {
  if (!isSecretShaped(secret)) return undefined;
  const hash = await hashSecret(secret);
  return await ctx.db
    .select({ key: apiKeys, name: users.name, email: users.email, locale: users.locale })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(or(eq(apiKeys.secretHash, hash), eq(apiKeys.oldSecretHash, hash)))
    .get();
}

/**
 * Takes a secret that someone found in public: its key is revoked from the return of this call on,
 * and its owner is told by mail and notice. Open to everyone, who learn nothing: an unknown secret, a
 * revoked one and a living one are answered the same. Refuses the 61st report in a minute with
 * `too-many-requests`. Safe to repeat.
 */
export async function reportLeakedKey(ctx: Ctx, input: LeakReport): Promise<void> {
  const { secret, url } = parseInput(LeakReport, input);
  const rule = { name: "leak-reports", limit: REPORTS_PER_MINUTE, windowMs: MINUTE_MS };
  requireAdmitted(await tryAdmit(ctx.env, reporterOf(ctx), [rule]));
  const found = await findKey(ctx, secret);
  if (found === undefined || found.key.revokedAtMs !== null) return;
  const { key, name, email, locale } = found;
  const { id, workspaceId, userId, prefix } = key;
  const where = /^https?:\/\//.test(url) ? url : "";
  const within: Ctx = {
    ...ctx,
    workspace: { id: workspaceId, accountId: "acct_", plan: "free", role: "viewer" },
  };
  await runBatch(ctx.db, [
    ctx.db
      .update(apiKeys)
      .set({ revokedAtMs: ctx.clock.now() })
      .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAtMs))),
    auditRow(within, "api-key.leaked", id, { prefix, where }),
    ...mailRows(ctx, {
      to: email,
      template: "key-leaked",
      locale,
      data: { name, url: `${ctx.origin}/keys`, key: key.name, prefix, where },
      key: `key-leaked:${id}`,
    }),
    ...noticeRows(ctx, {
      workspaceId,
      userId,
      key: `key-leaked:${id}`,
      kind: "key-leaked",
      data: { key: key.name },
      href: "/keys",
    }),
  ]);
  await limiterOf(ctx.env, `user:${userId}`).bumpEpoch();
}
