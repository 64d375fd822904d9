import { and, eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { forgetSessions } from "#features/sessions";
import { sessions } from "#features/sessions/tables";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { credentials, users } from "./tables.ts";

/**
 * Takes an address back from an account that was registered with it and never showed that it is
 * theirs, because its owner has arrived: the password is void, every session ends, and the account
 * keeps no address that anyone could prove. Does nothing to an account that has confirmed its own.
 * Safe to repeat.
 */
export async function setAside(ctx: Ctx, userId: UserId): Promise<void> {
  const unproven = and(eq(users.id, userId), eq(users.emailVerified, false));
  const row = await ctx.db.select({ id: users.id }).from(users).where(unproven).get();
  if (row === undefined) return;
  await runBatch(ctx.db, [
    ctx.db
      .update(users)
      .set({
        email: `${userId.toLowerCase()}@set-aside.invalid`,
        updatedAt: new Date(ctx.clock.now()),
      })
      .where(unproven),
    ctx.db.delete(credentials).where(eq(credentials.userId, userId)),
    ctx.db.delete(sessions).where(eq(sessions.userId, userId)),
    auditRow(ctx, "user.set-aside", userId),
  ]);
  await forgetSessions(ctx.env, [userId]);
}
