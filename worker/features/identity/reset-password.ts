import { and, eq, isNotNull } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { endSessionsRows, forgetSessions } from "#features/sessions";
import { devices } from "#features/sessions/tables";
import { admitCode, checkSecondFactor, isTwoFactorOn } from "#features/two-factor";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isGuardFailure, runBatch, type Statement } from "#platform/db";
import { requireSafePassword } from "#features/passwords";
import { findUserById } from "./find-user.ts";
import { hashPassword } from "#features/passwords";
import { passwordMail, passwordRow } from "./password-row.ts";
import { findProof, spendProof, voidProofs } from "./proofs.ts";
import { PasswordReset } from "./schema.ts";
import { emailChanges, users } from "./tables.ts";

/** A reset link that can still be used. */
export interface FollowedReset {
  /** Two-factor is on: the link alone is not enough. */
  asksCode: boolean;
}

/** What a reset link leads to; undefined when it is used, unknown or too old. Changes nothing. */
export async function findReset(ctx: Ctx, token: string): Promise<FollowedReset | undefined> {
  const proof = await findProof(ctx, "reset", token);
  if (proof === undefined) return undefined;
  return { asksCode: await isTwoFactorOn(ctx, proof.userId) };
}

async function codeRows(
  ctx: Ctx,
  userId: Parameters<typeof isTwoFactorOn>[1],
  code: string | undefined,
): Promise<Statement[]> {
  if (!(await isTwoFactorOn(ctx, userId))) return [];
  await admitCode(ctx, userId);
  const right = await checkSecondFactor(ctx, userId, code ?? "");
  if (right !== undefined) return right.statements;
  throw new Problem("second-factor-failed", {
    errors: [{ pointer: "/code", detail: "is not right" }],
  });
}

/**
 * Sets a new password with a mailed link, ends every session of that person, trusts no browser any
 * longer, stops a change of address that is under way, and counts the address as confirmed. Where
 * two-factor is on, a code is asked for too. The link works once: of two at the same time, one wins.
 * Refuses a link that is unknown, used or older than an hour with `link-expired`, a wrong code with
 * `second-factor-failed`, a password that is too common with `invalid-input`.
 */
export async function resetPassword(ctx: Ctx, input: PasswordReset): Promise<void> {
  const { token, password, code } = parseInput(PasswordReset, input);
  const proof = await findProof(ctx, "reset", token);
  const person = proof === undefined ? undefined : await findUserById(ctx, proof.userId);
  if (proof === undefined || person === undefined) throw new Problem("link-expired");
  const { userId } = proof;
  await requireSafePassword(ctx, password);
  const secondFactor = await codeRows(ctx, userId, code);
  const hash = await hashPassword(ctx, password);
  try {
    await runBatch(ctx.db, [
      ...spendProof(ctx, "reset", proof),
      ...secondFactor,
      passwordRow(ctx, userId, hash),
      ...endSessionsRows(ctx, userId),
      voidProofs(ctx, userId),
      ctx.db.delete(emailChanges).where(eq(emailChanges.userId, userId)),
      ctx.db
        .update(devices)
        .set({ trustedUntilMs: null })
        .where(and(eq(devices.userId, userId), isNotNull(devices.trustedUntilMs))),
      ctx.db
        .update(users)
        .set({ emailVerified: true, updatedAt: new Date(ctx.clock.now()) })
        .where(eq(users.id, userId)),
      auditRow(ctx, "user.password-reset", userId),
      ...passwordMail(ctx, person),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("link-expired", { cause });
    throw cause;
  }
  await forgetSessions(ctx.env, [userId]);
}
