import { and, eq, exists } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { hashPassword, isOutdatedHash } from "#features/passwords";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { credentials } from "./tables.ts";

/**
 * Keeps a password that was just proven in the way that passwords are kept now. A password that was
 * changed meanwhile stays as it is.
 */
export async function renewHash(
  ctx: Ctx,
  { userId, hash, password }: { userId: UserId; hash: string; password: string },
): Promise<void> {
  if (!isOutdatedHash(hash)) return;
  const own = and(
    eq(credentials.userId, userId),
    eq(credentials.providerId, "credential"),
    eq(credentials.password, hash),
  );
  const isUnchanged = exists(ctx.db.select({ id: credentials.id }).from(credentials).where(own));
  const renewed = await hashPassword(ctx, password);
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, isUnchanged),
      ctx.db.update(credentials).set({ password: renewed }).where(own),
      auditRow(ctx, "user.password-hash-renewed", userId),
    ]);
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
  }
}
