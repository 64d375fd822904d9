import { eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { users } from "#features/identity/tables";
import type { Ctx } from "#platform/ctx";
import { avatarKeyOf } from "./avatar-key.ts";

/** The path of a person's picture; null without one. One read of D1. */
export async function findAvatarPath(ctx: Ctx, userId: UserId): Promise<string | null> {
  const row = await ctx.db
    .select({ image: users.image })
    .from(users)
    .where(eq(users.id, userId))
    .get();
  const path = row?.image ?? null;
  return avatarKeyOf(path) === undefined ? null : path;
}
