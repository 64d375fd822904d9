import { clockOffsetMs, shiftClock } from "#platform/clock";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import { wakeObjects } from "./wake-objects.ts";

const OFFSET_KEY = "bench/clock-offset";

/**
 * Shifts the clock of the whole deployment, wakes the objects that became due by it, and remembers
 * the shift for the next start. Answers how many objects it woke.
 */
export async function setClock(ctx: Ctx, offsetMs: number): Promise<number> {
  await ctx.env.BUCKET.put(OFFSET_KEY, String(offsetMs));
  shiftClock(offsetMs);
  return await wakeObjects(ctx);
}

let restored: Promise<void> | undefined;

async function restore(env: Env): Promise<void> {
  const kept = await env.BUCKET.get(OFFSET_KEY);
  const offsetMs = kept === null ? 0 : Number(await kept.text());
  if (offsetMs === clockOffsetMs()) return;
  shiftClock(offsetMs);
  await wakeObjects(createCtx(env, { actor: { kind: "job", name: "bench" } }));
}

/** Takes up the shifted clock of before the last stop, once for each isolate. */
export async function restoreClock(env: Env): Promise<void> {
  restored ??= restore(env);
  await restored;
}
