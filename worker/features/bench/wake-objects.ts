import { alarmsOf } from "#objects/alarms";
import { clockNow } from "#platform/clock";
import type { Ctx } from "#platform/ctx";

const ROUNDS_MAX = 100;
/** An object that fails to wake is tried so often, as its real alarm would be. */
const TRIES_MAX = 3;
/** An object may stay awake for the work it woke for; nobody waits for that here. */
const WAKE_WAIT_MS = 1_000;

type NotedAlarm = Awaited<ReturnType<ReturnType<typeof alarmsOf>["due"]>>[number];

async function tryWake(ctx: Ctx, alarm: NotedAlarm): Promise<boolean> {
  const { binding, name } = alarm;
  try {
    await ctx.env[binding].getByName(name).wake();
    return true;
  } catch (cause) {
    ctx.log.error("bench.wake-failed", cause, { binding, name });
    return false;
  }
}

/** Wakes an object whose alarm it takes off the list; one that fails is put back on it. */
async function wakeNoted(ctx: Ctx, alarm: NotedAlarm): Promise<void> {
  const registry = alarmsOf(ctx.env);
  await registry.note(alarm.binding, alarm.name, null);
  const waking = tryWake(ctx, alarm).then(async (isAwake) => {
    if (!isAwake) await registry.note(alarm.binding, alarm.name, alarm.dueAtMs);
  });
  ctx.defer(waking);
  const waited = new Promise((resolve) => setTimeout(resolve, WAKE_WAIT_MS));
  await Promise.race([waking, waited]);
}

/**
 * Wakes the objects that want to be woken by then, and those that become due by it, until there are
 * none; answers how many wakes that took.
 */
export async function wakeObjects(ctx: Ctx, byMs = clockNow()): Promise<number> {
  const tries = new Map<string, number>();
  let wakes = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const noted = await alarmsOf(ctx.env).due(byMs);
    const next = noted.filter(({ binding, name, dueAtMs }) => {
      const key = `${binding}/${name}/${dueAtMs}`;
      tries.set(key, (tries.get(key) ?? 0) + 1);
      return (tries.get(key) ?? 0) <= TRIES_MAX;
    });
    if (next.length === 0) return wakes;
    await Promise.all(next.map((alarm) => wakeNoted(ctx, alarm)));
    wakes += next.length;
  }
  return wakes;
}
