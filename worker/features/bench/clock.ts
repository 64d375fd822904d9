import { alarmsOf } from "#objects/alarms";
import { clockNow, clockOffsetMs, shiftClock } from "#platform/clock";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";

const OFFSET_KEY = "bench/clock-offset";
const ROUNDS_MAX = 100;

/**
 * Wakes objects whose time has come, and those that become due by it, until there are none; answers
 * how many it woke. An object that stays due although it was woken is left alone after three times.
 */
export async function wakeDue(ctx: Ctx): Promise<number> {
  const woken = new Map<string, number>();
  let wakes = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const due = await alarmsOf(ctx.env).due(clockNow());
    const next = due.filter(({ binding, name, dueAtMs }) => {
      const times = woken.get(`${binding}/${name}/${dueAtMs}`) ?? 0;
      woken.set(`${binding}/${name}/${dueAtMs}`, times + 1);
      return times < 3;
    });
    if (next.length === 0) return wakes;
    for (const { binding, name } of next) {
      try {
        await ctx.env[binding].getByName(name).wake();
      } catch (cause) {
        ctx.log.error("bench.wake-failed", cause, { binding, name });
      }
      wakes++;
    }
  }
  return wakes;
}

/** Shifts the clock of the whole deployment and remembers it for the next start. */
export async function setClock(ctx: Ctx, offsetMs: number): Promise<void> {
  await ctx.env.BUCKET.put(OFFSET_KEY, String(offsetMs));
  shiftClock(offsetMs);
}

let restored: Promise<void> | undefined;

async function restore(env: Env): Promise<void> {
  const kept = await env.BUCKET.get(OFFSET_KEY);
  const offsetMs = kept === null ? 0 : Number(await kept.text());
  if (offsetMs === clockOffsetMs()) return;
  shiftClock(offsetMs);
  await wakeDue(createCtx(env, { actor: { kind: "job", name: "bench" } }));
}

/** Takes up the shifted clock of before the last stop, once for each isolate. */
export async function restoreClock(env: Env): Promise<void> {
  restored ??= restore(env);
  await restored;
}
