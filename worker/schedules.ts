import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import type { Schedule } from "#features/operations/schema";

/** The Cron Triggers of wrangler.toml. */
export const schedules: Record<string, Schedule> = {
  "*/5 * * * *": "five-minutely",
  "17 2 * * *": "nightly",
};

const NIGHTLY_AT_MS = 2 * HOUR_MS + 17 * MINUTE_MS;

/** The schedules that came round between two times; each fires once however long that was. */
export function schedulesBetween(fromMs: number, toMs: number): Schedule[] {
  const passed = (periodMs: number, phaseMs: number) =>
    Math.floor((toMs - phaseMs) / periodMs) > Math.floor((fromMs - phaseMs) / periodMs);
  const due: Schedule[] = [];
  if (passed(5 * MINUTE_MS, 0)) due.push("five-minutely");
  if (passed(DAY_MS, NIGHTLY_AT_MS)) due.push("nightly");
  return due;
}
