import { eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { users } from "#features/identity/tables";
import { forgetSessions } from "#features/sessions";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { avatarKeyOf } from "./avatar-key.ts";

/** Shows another picture of the person, or none, and lets go of the one before. */
export async function swapAvatar(ctx: Ctx, userId: UserId, path: string | null): Promise<void> {
  const before = await ctx.db
    .select({ image: users.image })
    .from(users)
    .where(eq(users.id, userId))
    .get();
  await runBatch(ctx.db, [
    ctx.db
      .update(users)
      .set({ image: path, updatedAt: new Date(ctx.clock.now()) })
      .where(eq(users.id, userId)),
    auditRow(ctx, path === null ? "user.avatar-removed" : "user.avatar-changed", userId),
  ]);
  await forgetSessions(ctx.env, [userId]);
  const key = avatarKeyOf(before?.image ?? null);
  if (key === undefined) return;
  try {
    await ctx.bucket.delete(key);
  } catch (cause) {
    ctx.log.warn("avatars.left", { userId, cause: String(cause) });
  }
}
