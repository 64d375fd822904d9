import type { UserId } from "#core/ids";
import { forgetSessions } from "#features/sessions";
import type { Ctx } from "#platform/ctx";

/** What these people may do has changed: their sessions and keys are read anew from here on. */
export async function forgetMembers(ctx: Ctx, ...userIds: UserId[]): Promise<void> {
  await forgetSessions(ctx.env, userIds);
}
