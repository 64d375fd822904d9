import { eq } from "drizzle-orm";
import type { WorkspaceId } from "#core/ids";
import { limiterOf } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import { memberships } from "./tables.ts";

/**
 * Voids what isolates know of the sessions and API keys of a workspace's members: their next request
 * reads them again. Call it after every write that changes what a request knows of its workspace:
 * plan, limits, settings, roles. When the limiter cannot be reached the change is seen within a
 * minute.
 */
export async function forgetMembers(ctx: Ctx, workspaceId: WorkspaceId): Promise<void> {
  const members = await ctx.db
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(eq(memberships.workspaceId, workspaceId));
  try {
    await Promise.all(
      members.map(({ userId }) => limiterOf(ctx.env, `user:${userId}`).bumpEpoch()),
    );
  } catch (cause) {
    ctx.log.error("workspace.epoch-unreachable", cause, { workspaceId });
  }
}
