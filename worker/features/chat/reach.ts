import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { withFaults } from "#platform/faults";

/** Calls an object; when it cannot be reached the refusal is `unavailable`, and a retry makes sense. */
export async function reach<T>(ctx: Ctx, call: () => Promise<T>): Promise<T> {
  try {
    return await withFaults("object", call);
  } catch (cause) {
    ctx.log.error("chat.object-unreachable", cause);
    throw new Problem("unavailable", { retryAfterSeconds: 2, cause });
  }
}
