import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { clearCookie, readCookie } from "#features/sessions";
import { admitCode, checkSecondFactor, twoFactorMail } from "#features/two-factor";
import { SecondFactorInput } from "#features/two-factor/schema";
import type { Ctx } from "#platform/ctx";
import { isGuardFailure } from "#platform/db";
import type { SignedIn } from "./create-account.ts";
import { startSession } from "./enter.ts";
import { findUserById } from "./find-user.ts";
import { findProof, type Proof, spendProof } from "./proofs.ts";
import { SECOND_FACTOR_COOKIE } from "./second-factor-cookie.ts";

async function findAsked(ctx: Ctx): Promise<Proof | undefined> {
  const token = readCookie(ctx.client.cookieHeader, SECOND_FACTOR_COOKIE);
  return token === undefined ? undefined : await findProof(ctx, "second-factor", token);
}

/** True while this browser has passed the first factor and is asked for the second. */
export async function isSecondFactorAsked(ctx: Ctx): Promise<boolean> {
  return (await findAsked(ctx)) !== undefined;
}

/**
 * Starts the session of someone who has passed the first factor, with a code of their app or one of
 * their backup codes. Refuses with `unauthorized` when the first step is missing or older than ten
 * minutes, a wrong or used code with `second-factor-failed`, and more than 10 codes in 10 minutes
 * with `too-many-requests`.
 */
export async function finishSignIn(ctx: Ctx, input: SecondFactorInput): Promise<SignedIn> {
  const { code, trust } = parseInput(SecondFactorInput, input);
  const proof = await findAsked(ctx);
  const person = proof === undefined ? undefined : await findUserById(ctx, proof.userId);
  if (proof === undefined || person === undefined) throw new Problem("unauthorized");
  await admitCode(ctx, person.userId);
  const right = await checkSecondFactor(ctx, person.userId, code);
  if (right === undefined) throw new Problem("second-factor-failed");
  const tells =
    right.method === "backup-code" ? await twoFactorMail(ctx, person.userId, "code-used") : [];
  const statements = [...right.statements, ...spendProof(ctx, "second-factor", proof), ...tells];
  try {
    const { signOnId } = proof;
    const entrance = {
      method: right.method,
      statements,
      trusts: trust === true,
      signOnId: signOnId ?? undefined,
    };
    const signedIn = await startSession(ctx, person, entrance);
    return { ...signedIn, setCookies: [...signedIn.setCookies, clearCookie(SECOND_FACTOR_COOKIE)] };
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("second-factor-failed", { cause });
    throw cause;
  }
}
