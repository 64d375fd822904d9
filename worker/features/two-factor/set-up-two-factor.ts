import { and, eq, isNull, sql } from "drizzle-orm";
import { encode } from "uqr";
import { Problem } from "#core/problem";
import { requireFreshSession } from "#features/sessions";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { seal, unseal } from "#platform/seal";
import { isTwoFactorOn, SEAL_PURPOSE } from "./check-second-factor.ts";
import type { TwoFactorSetup } from "./schema.ts";
import { twoFactors } from "./tables.ts";
import { newTotpSecret, totpUri } from "./totp.ts";

async function findPending(ctx: Ctx, userId: string): Promise<string | undefined> {
  const row = await ctx.db
    .select({ sealedSecret: twoFactors.sealedSecret })
    .from(twoFactors)
    .where(and(sql`${twoFactors.userId} = ${userId}`, isNull(twoFactors.confirmedAtMs)))
    .get();
  return row === undefined ? undefined : await unseal(ctx.settings, SEAL_PURPOSE, row.sealedSecret);
}

/**
 * What the signed-in person puts into their authenticator app. Until a first code has confirmed it,
 * nothing is asked of them, and this answers the same secret again. Asks for a fresh session;
 * refuses with `conflict` when two-factor is on.
 */
export async function setUpTwoFactor(ctx: Ctx): Promise<TwoFactorSetup> {
  const { userId, email } = requireFreshSession(ctx);
  if (await isTwoFactorOn(ctx, userId)) {
    throw new Problem("conflict", { detail: "Two-factor is on already; turn it off first." });
  }
  let secret = await findPending(ctx, userId);
  if (secret === undefined) {
    secret = newTotpSecret();
    const sealedSecret = await seal(ctx.settings, SEAL_PURPOSE, secret);
    await runBatch(ctx.db, [
      ctx.db
        .insert(twoFactors)
        .values({ userId, sealedSecret, createdAtMs: ctx.clock.now() })
        .onConflictDoNothing(),
      auditRow(ctx, "two-factor.set-up", userId),
    ]);
    secret = (await findPending(ctx, userId)) ?? secret;
  }
  const uri = totpUri(secret, { issuer: "Selvedge", name: email });
  return {
    secret: secret.replaceAll(/(.{4})(?=.)/g, "$1 "),
    uri,
    modules: encode(uri, { border: 2 }).data,
  };
}

/** Forgets a secret that was never confirmed. Safe to repeat; two-factor that is on stays on. */
export async function cancelTwoFactorSetup(ctx: Ctx): Promise<void> {
  const { userId } = requireFreshSession(ctx);
  await runBatch(ctx.db, [
    ctx.db
      .delete(twoFactors)
      .where(and(eq(twoFactors.userId, userId), isNull(twoFactors.confirmedAtMs))),
    auditRow(ctx, "two-factor.set-up-cancelled", userId),
  ]);
}
