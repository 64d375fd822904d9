import type { UserId } from "#core/ids";
import { limiterOf } from "#objects/limiter";
import { createLog } from "#platform/log";

/**
 * Voids what isolates know of these persons' sessions and API keys: their next request reads them
 * again. Call it after every write that ends a session or changes who someone is or what they may:
 * name, address, role, plan, limits. When the limiter cannot be reached the change is seen within a
 * minute.
 */
export async function forgetSessions(
  env: Pick<Env, "LIMITER">,
  userIds: readonly UserId[],
): Promise<void> {
  await Promise.all(
    [...new Set(userIds)].map(async (userId) => {
      try {
        await limiterOf(env, `user:${userId}`).bumpEpoch();
      } catch (cause) {
        createLog({ userId }).error("session.epoch-unreachable", cause);
      }
    }),
  );
}
