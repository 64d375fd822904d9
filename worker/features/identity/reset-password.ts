import { eq } from "drizzle-orm";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { forgetSessions } from "#features/sessions";
import { sessions } from "#features/sessions/tables";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isGuardFailure, runBatch } from "#platform/db";
import { hashPassword } from "./password.ts";
import { findProof, spendProof } from "./proofs.ts";
import { PasswordReset } from "./schema.ts";
import { credentials, users } from "./tables.ts";

/** True while a reset link can still be used; changes nothing. */
export async function isResetLinkValid(ctx: Ctx, token: string): Promise<boolean> {
  return (await findProof(ctx, "reset", token)) !== undefined;
}

/**
 * Sets a new password with a mailed link, ends every session of that person and counts the address
 * as confirmed. The link works once: of two at the same time, one wins. Refuses a link that is
 * unknown, used or older than an hour with `link-expired`.
 */
export async function resetPassword(ctx: Ctx, input: PasswordReset): Promise<void> {
  const { token, password } = parseInput(PasswordReset, input);
  const proof = await findProof(ctx, "reset", token);
  if (proof === undefined) throw new Problem("link-expired");
  const { userId } = proof;
  const hash = await hashPassword(password);
  const now = new Date(ctx.clock.now());
  try {
    await runBatch(ctx.db, [
      ...spendProof(ctx, "reset", proof),
      ctx.db
        .insert(credentials)
        .values({
          id: newId("cred", now.getTime()),
          accountId: userId,
          providerId: "credential",
          userId,
          password: hash,
          createdAt: now,
          updatedAt: now,
        })
        .onConflictDoUpdate({
          target: [credentials.providerId, credentials.accountId],
          set: { password: hash, updatedAt: now },
        }),
      ctx.db.delete(sessions).where(eq(sessions.userId, userId)),
      ctx.db.update(users).set({ emailVerified: true, updatedAt: now }).where(eq(users.id, userId)),
      auditRow(ctx, "user.password-reset", userId),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("link-expired", { cause });
    throw cause;
  }
  await forgetSessions(ctx.env, [userId]);
}
