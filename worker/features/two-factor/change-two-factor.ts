import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireFreshSession } from "#features/sessions";
import { devices } from "#features/sessions/tables";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { unseal } from "#platform/seal";
import { admitCode } from "./admit-code.ts";
import { draftBackupCodes } from "./backup-codes.ts";
import { isTwoFactorOn, SEAL_PURPOSE } from "./check-second-factor.ts";
import { TwoFactorConfirmation } from "./schema.ts";
import { backupCodes, twoFactors } from "./tables.ts";
import { twoFactorMail } from "./tell.ts";
import { findTotpStep } from "./totp.ts";

/** The codes in clear, in this answer and never again. */
export interface NewBackupCodes {
  codes: string[];
}

/**
 * Turns two-factor on with the first code of the app that was set up, and answers ten backup codes.
 * Asks for a fresh session. Refuses a wrong code with `second-factor-failed`, more than 10 in 10
 * minutes with `too-many-requests`, and `conflict` when nothing is being set up.
 */
export async function confirmTwoFactor(
  ctx: Ctx,
  input: TwoFactorConfirmation,
): Promise<NewBackupCodes> {
  const { userId } = requireFreshSession(ctx);
  const { code } = parseInput(TwoFactorConfirmation, input);
  await admitCode(ctx, userId);
  const row = await ctx.db
    .select()
    .from(twoFactors)
    .where(and(eq(twoFactors.userId, userId), isNull(twoFactors.confirmedAtMs)))
    .get();
  if (row === undefined) throw new Problem("conflict", { detail: "Nothing is being set up." });
  const secret = await unseal(ctx.settings, SEAL_PURPOSE, row.sealedSecret);
  const now = { atMs: ctx.clock.now(), lastStep: row.lastStep };
  const step = await findTotpStep(secret, code.replaceAll(/[\s-]/g, ""), now);
  if (step === undefined) throw new Problem("second-factor-failed");
  const pending = sql`EXISTS (SELECT 1 FROM ${twoFactors} WHERE ${twoFactors.userId} = ${userId} AND ${twoFactors.confirmedAtMs} IS NULL)`;
  const { codes, statements } = await draftBackupCodes(ctx, userId);
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, pending),
      ctx.db
        .update(twoFactors)
        .set({ confirmedAtMs: ctx.clock.now(), lastStep: step })
        .where(eq(twoFactors.userId, userId)),
      ...statements,
      auditRow(ctx, "two-factor.turned-on", userId),
      ...(await twoFactorMail(ctx, userId, "on")),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("conflict", { cause });
    throw cause;
  }
  return { codes };
}

/**
 * Ten new backup codes; all earlier ones are worth nothing from now on. Asks for a fresh session.
 * Refuses with `conflict` while two-factor is off. A repeat makes yet other codes.
 */
export async function regenerateBackupCodes(ctx: Ctx): Promise<NewBackupCodes> {
  const { userId } = requireFreshSession(ctx);
  if (!(await isTwoFactorOn(ctx, userId))) {
    throw new Problem("conflict", { detail: "Two-factor is off." });
  }
  const { codes, statements } = await draftBackupCodes(ctx, userId);
  await runBatch(ctx.db, [
    ...statements,
    auditRow(ctx, "two-factor.backup-codes-made", userId),
    ...(await twoFactorMail(ctx, userId, "codes")),
  ]);
  return { codes };
}

/**
 * Turns two-factor off: the secret, the backup codes and the trust in devices are gone. Asks for a
 * fresh session. Safe to repeat.
 */
export async function disableTwoFactor(ctx: Ctx): Promise<void> {
  const { userId } = requireFreshSession(ctx);
  if (!(await isTwoFactorOn(ctx, userId))) return;
  await runBatch(ctx.db, [
    ctx.db.delete(twoFactors).where(eq(twoFactors.userId, userId)),
    ctx.db.delete(backupCodes).where(eq(backupCodes.userId, userId)),
    ctx.db
      .update(devices)
      .set({ trustedUntilMs: null })
      .where(and(eq(devices.userId, userId), isNotNull(devices.trustedUntilMs))),
    auditRow(ctx, "two-factor.turned-off", userId),
    ...(await twoFactorMail(ctx, userId, "off")),
  ]);
}
