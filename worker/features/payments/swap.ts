import { isGuardFailure } from "#platform/db";

const TRIES_MAX = 8;

/**
 * Runs `attempt` (read, ask Stripe, write under a guard) again when someone else wrote in between,
 * so that nothing is written over a newer state. Gives up after eight times; the caller's retry
 * begins anew.
 */
export async function swap<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (cause) {
      if (!isGuardFailure(cause)) throw cause;
      if (tries === TRIES_MAX) {
        throw new Error("Others keep writing this; try again", { cause });
      }
    }
  }
}
