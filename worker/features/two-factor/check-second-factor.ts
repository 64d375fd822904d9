import { and, eq, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { UserId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { guardRow, type Statement } from "#platform/db";
import { unseal } from "#platform/seal";
import { backupCodeHash, parseBackupCode } from "./backup-codes.ts";
import { backupCodes, twoFactors } from "./tables.ts";
import { findTotpStep } from "./totp.ts";

export const SEAL_PURPOSE = "totp-secret";

/** A right code: what proves it, and the rows that use it up, for the batch of the verb that asks. */
export interface RightCode {
  method: "totp" | "backup-code";
  statements: Statement[];
}

async function checkApp(ctx: Ctx, userId: UserId, code: string): Promise<RightCode | undefined> {
  const row = await ctx.db
    .select({ sealedSecret: twoFactors.sealedSecret, lastStep: twoFactors.lastStep })
    .from(twoFactors)
    .where(and(eq(twoFactors.userId, userId), isNotNull(twoFactors.confirmedAtMs)))
    .get();
  if (row === undefined) return undefined;
  const secret = await unseal(ctx.settings, SEAL_PURPOSE, row.sealedSecret);
  const now = { atMs: ctx.clock.now(), lastStep: row.lastStep };
  const step = await findTotpStep(secret, code, now);
  if (step === undefined) return undefined;
  const unused = sql`EXISTS (SELECT 1 FROM ${twoFactors} WHERE ${twoFactors.userId} = ${userId} AND ${twoFactors.lastStep} < ${step})`;
  return {
    method: "totp",
    statements: [
      guardRow(ctx.db, unused),
      ctx.db
        .update(twoFactors)
        .set({ lastStep: step })
        .where(and(eq(twoFactors.userId, userId), lt(twoFactors.lastStep, step))),
    ],
  };
}

async function checkBackup(ctx: Ctx, userId: UserId, code: string): Promise<RightCode | undefined> {
  const codeHash = await backupCodeHash(ctx, userId, code);
  const row = await ctx.db
    .select({ id: backupCodes.id })
    .from(backupCodes)
    .where(
      and(
        eq(backupCodes.userId, userId),
        eq(backupCodes.codeHash, codeHash),
        isNull(backupCodes.usedAtMs),
      ),
    )
    .get();
  if (row === undefined) return undefined;
  const unused = sql`EXISTS (SELECT 1 FROM ${backupCodes} WHERE ${backupCodes.id} = ${row.id} AND ${backupCodes.usedAtMs} IS NULL)`;
  return {
    method: "backup-code",
    statements: [
      guardRow(ctx.db, unused),
      ctx.db
        .update(backupCodes)
        .set({ usedAtMs: ctx.clock.now() })
        .where(eq(backupCodes.id, row.id)),
    ],
  };
}

/**
 * Whether it is a code of the person's app, or one of their unused backup codes; undefined when it
 * is not. Nothing is written: the rows make the batch they go into fail (`isGuardFailure`) when
 * someone else has used the code meanwhile. The caller limits the tries.
 */
export async function checkSecondFactor(
  ctx: Ctx,
  userId: UserId,
  code: string,
): Promise<RightCode | undefined> {
  const digits = code.replaceAll(/[\s-]/g, "");
  if (/^\d{6}$/.test(digits)) return await checkApp(ctx, userId, digits);
  return parseBackupCode(code) === undefined ? undefined : await checkBackup(ctx, userId, code);
}

/** True when a second factor is asked of the person. */
export async function isTwoFactorOn(ctx: Ctx, userId: UserId): Promise<boolean> {
  const row = await ctx.db
    .select({ userId: twoFactors.userId })
    .from(twoFactors)
    .where(and(eq(twoFactors.userId, userId), isNotNull(twoFactors.confirmedAtMs)))
    .get();
  return row !== undefined;
}
