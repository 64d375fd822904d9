import { DAY_MS, toIso } from "#core/time";
import type { Day } from "./schema.ts";

/** The day in UTC that a time belongs to. */
export function dayOf(atMs: number): Day {
  return toIso(atMs).slice(0, 10);
}

/** When a day begins. */
export function dayStartMs(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The first moment that is no longer part of the day. */
export function dayEndMs(day: Day): number {
  return dayStartMs(day) + DAY_MS;
}

/** True for a day of the calendar, as `2026-02-28`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const atMs = dayStartMs(text);
  return Number.isFinite(atMs) && dayOf(atMs) === text;
}

/** The day that many days later, or earlier. */
export function addDays(day: Day, days: number): Day {
  return dayOf(dayStartMs(day) + days * DAY_MS);
}

/** Every day from the first up to and including the last. */
export function daysBetween(first: Day, last: Day): Day[] {
  const days: Day[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
