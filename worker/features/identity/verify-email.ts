import { eq } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { mailRows } from "#features/mail";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isGuardFailure, runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { findUserById } from "./find-user.ts";
import { findProof, spendProof } from "./proofs.ts";
import { EmailVerification } from "./schema.ts";
import { users } from "./tables.ts";

/**
 * Marks the address as confirmed that a mailed link proves, and welcomes its owner. Refuses a link
 * that is unknown, used or older than three days with `link-expired`.
 */
export async function verifyEmail(ctx: Ctx, input: EmailVerification): Promise<void> {
  const { token } = parseInput(EmailVerification, input);
  const proof = await findProof(ctx, "verify", token);
  const user = proof === undefined ? undefined : await findUserById(ctx, proof.userId);
  if (proof === undefined || user === undefined) throw new Problem("link-expired");
  try {
    await runBatch(ctx.db, [
      ...spendProof(ctx, "verify", proof),
      ctx.db
        .update(users)
        .set({ emailVerified: true, updatedAt: new Date(ctx.clock.now()) })
        .where(eq(users.id, user.userId)),
      auditRow(ctx, "user.email-verified", user.userId),
      outboxRow(ctx, "domains.address-confirmed", { userId: user.userId }),
      ...mailRows(ctx, {
        to: user.email,
        template: "welcome",
        locale: user.locale,
        data: { name: user.name, url: `${ctx.origin}/chat` },
        key: `welcome:${user.userId}`,
      }),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("link-expired", { cause });
    throw cause;
  }
}
