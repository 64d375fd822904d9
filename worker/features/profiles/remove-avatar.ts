import { requireUser } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { swapAvatar } from "./swap-avatar.ts";

/** Takes the signed-in person's picture away; their initial stands instead. Safe to repeat. */
export async function removeAvatar(ctx: Ctx): Promise<void> {
  const { userId } = requireUser(ctx);
  await swapAvatar(ctx, userId, null);
}
