import type { AlarmedBinding } from "#objects/alarms";
import { alarmsOf } from "#objects/alarms";
import { clockOffsetMs } from "./clock.ts";

/**
 * Asks for the object's `wake()` at a logical time. The real alarm is set by the difference, so that
 * a shifted clock is respected; with the test bench on, the object is also noted in the registry, so
 * that shifting the clock can wake those that became due.
 */
export async function scheduleWake(
  ctx: DurableObjectState,
  env: Env,
  binding: AlarmedBinding,
  dueAtMs: number | null,
): Promise<void> {
  if (dueAtMs === null) await ctx.storage.deleteAlarm();
  else await ctx.storage.setAlarm(Math.max(dueAtMs - clockOffsetMs(), 1));
  if (env.SELVEDGE_BENCH !== "1") return;
  const name = ctx.id.name;
  if (name !== undefined) await alarmsOf(env).note(binding, name, dueAtMs);
}
