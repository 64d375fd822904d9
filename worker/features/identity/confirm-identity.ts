import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { noteProof, sourceOf } from "#features/sessions";
import { admitCode, checkSecondFactor, isTwoFactorOn } from "#features/two-factor";
import { requireUser } from "#features/workspaces";
import { limiterOf } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import { isGuardFailure, runBatch } from "#platform/db";
import { requireAdmitted } from "#platform/rate-limits";
import { IdentityConfirmation } from "./schema.ts";
import { findPasswordHash, isRightPassword } from "./verify-password.ts";

const RULE = { name: "confirm-identity", limit: 10, windowMs: 10 * MINUTE_MS };

/** What the signed-in person can prove themselves by, beside what other features offer. */
export interface ConfirmationWays {
  password: boolean;
  code: boolean;
}

/** The ways that are open to the signed-in person. */
export async function listConfirmationWays(ctx: Ctx): Promise<ConfirmationWays> {
  const { userId } = requireUser(ctx);
  const [hash, code] = await Promise.all([
    findPasswordHash(ctx, userId),
    isTwoFactorOn(ctx, userId),
  ]);
  return { password: hash !== undefined, code };
}

async function confirmByCode(ctx: Ctx, code: string): Promise<void> {
  const { userId } = requireUser(ctx);
  await admitCode(ctx, userId);
  const right = await checkSecondFactor(ctx, userId, code);
  if (right === undefined) throw new Problem("second-factor-failed");
  try {
    await runBatch(ctx.db, right.statements);
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("second-factor-failed", { cause });
    throw cause;
  }
  await noteProof(ctx, right.method);
}

/**
 * Proves, by the password or by a code where two-factor is on, that the signed-in person is still
 * the one at the browser; what asks for a fresh session is open for the next ten minutes. Refuses a
 * wrong password with `sign-in-failed`, a wrong code with `second-factor-failed`, and more than 10
 * tries in 10 minutes with `too-many-requests`.
 */
export async function confirmIdentity(ctx: Ctx, input: IdentityConfirmation): Promise<void> {
  const { userId } = requireUser(ctx);
  const { password, code } = parseInput(IdentityConfirmation, input);
  if (code !== undefined && code !== "") return await confirmByCode(ctx, code);
  requireAdmitted(await limiterOf(ctx.env, sourceOf(ctx)).admit({ rules: [RULE] }));
  const hash = await findPasswordHash(ctx, userId);
  if (!(await isRightPassword(ctx, { hash }, password ?? ""))) throw new Problem("sign-in-failed");
  await noteProof(ctx, "password");
}
