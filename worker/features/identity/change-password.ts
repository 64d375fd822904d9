import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { endSessionsRows, forgetSessions, requireFreshSession, sourceOf } from "#features/sessions";
import { requireUser } from "#features/workspaces";
import { limiterOf } from "#objects/limiter";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireAdmitted } from "#platform/rate-limits";
import { requireSafePassword } from "#features/passwords";
import { findUserById } from "./find-user.ts";
import { hashPassword } from "#features/passwords";
import { passwordMail, passwordRow } from "./password-row.ts";
import { voidProofs } from "./proofs.ts";
import { PasswordChange } from "./schema.ts";
import { findPasswordHash, isRightPassword } from "./verify-password.ts";

const RULE = { name: "change-password", limit: 10, windowMs: 10 * MINUTE_MS };

/** True when the signed-in person can prove themselves by a password. */
export async function hasPassword(ctx: Ctx): Promise<boolean> {
  return (await findPasswordHash(ctx, requireUser(ctx).userId)) !== undefined;
}

/**
 * Sets another password, ends all other sessions and tells the person by mail. The present password
 * is asked for; someone who has none proves themselves by a fresh session instead. Refuses a wrong
 * one with `sign-in-failed`, a new one that is too common with `invalid-input`, and more than 10
 * tries in 10 minutes with `too-many-requests`.
 */
export async function changePassword(ctx: Ctx, input: PasswordChange): Promise<void> {
  const { userId, sessionId } = requireUser(ctx);
  const { currentPassword, password } = parseInput(PasswordChange, input);
  requireAdmitted(await limiterOf(ctx.env, sourceOf(ctx)).admit({ rules: [RULE] }));
  const hash = await findPasswordHash(ctx, userId);
  if (hash === undefined) requireFreshSession(ctx);
  else if (!(await isRightPassword(ctx, { hash }, currentPassword ?? ""))) {
    throw new Problem("sign-in-failed", {
      detail: "The present password is not right.",
      errors: [{ pointer: "/currentPassword", detail: "is not your password" }],
    });
  }
  await requireSafePassword(ctx, password);
  const person = await findUserById(ctx, userId);
  if (person === undefined) throw new Problem("unauthorized");
  await runBatch(ctx.db, [
    passwordRow(ctx, userId, await hashPassword(ctx, password)),
    ...endSessionsRows(ctx, userId, sessionId),
    voidProofs(ctx, userId),
    auditRow(ctx, "user.password-changed", userId),
    ...passwordMail(ctx, person),
  ]);
  await forgetSessions(ctx.env, [userId]);
}
