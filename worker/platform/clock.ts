import type { Clock } from "#core/time";

let offsetMs = 0;

/** Epoch milliseconds, shifted by the test bench's offset. Objects read it; verbs use `ctx.clock`. */
export function clockNow(): number {
  return Date.now() + offsetMs;
}

/** Shifts the clock of everything in this isolate. Only the test bench calls it. */
export function shiftClock(toOffsetMs: number): void {
  offsetMs = toOffsetMs;
}

export function clockOffsetMs(): number {
  return offsetMs;
}

export const systemClock: Clock = { now: clockNow };
