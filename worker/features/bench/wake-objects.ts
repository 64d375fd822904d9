import { alarmsOf } from "#objects/alarms";
import { clockNow } from "#platform/clock";
import type { Ctx } from "#platform/ctx";

const ROUNDS_MAX = 100;
/** An object that fails to wake is tried so often, as its real alarm would be. */
const TRIES_MAX = 3;
/** An object may stay awake for the work it woke for; nobody waits for that here. */
const WAKE_WAIT_MS = 1_000;

type NotedAlarm = Awaited<ReturnType<ReturnType<typeof alarmsOf>["due"]>>[number];

/** Wakes an object whose alarm was taken off the list; one that fails is put back on it. */
async function tryWake(ctx: Ctx, { binding, name, dueAtMs }: NotedAlarm): Promise<void> {
  try {
    await ctx.env[binding].getByName(name).wake();
  } catch (cause) {
    ctx.log.error("bench.wake-failed", cause, { binding, name });
    await alarmsOf(ctx.env).note(binding, name, dueAtMs);
  }
}

async function wakeNoted(ctx: Ctx, alarm: NotedAlarm): Promise<void> {
  await alarmsOf(ctx.env).note(alarm.binding, alarm.name, null);
  const waking = tryWake(ctx, alarm);
  ctx.defer(waking);
  const waited = new Promise<void>((resolve) => setTimeout(resolve, WAKE_WAIT_MS));
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
