import { DAY_MS, MINUTE_MS } from "#core/time";
import type { QuietHours } from "./schema.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  formats.set(timeZone, format);
  return format;
}

export interface LocalTime {
  /** `2026-11-28`. */
  date: string;
  /** Minutes since the day's midnight by the clock on the wall. */
  minute: number;
  /** 0 is Monday. */
  weekday: number;
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** What calendar and clock show in a time zone. */
export function localTime(atMs: number, timeZone: string): LocalTime {
  const parts = formatFor(timeZone).formatToParts(atMs);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    minute: Number(part("hour")) * 60 + Number(part("minute")),
    weekday: weekdays.indexOf(part("weekday")),
  };
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(":");
  return Number(hours) * 60 + Number(minutes);
}

function isWithin(minute: number, from: number, until: number): boolean {
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

const DAY_MINUTES = DAY_MS / MINUTE_MS;

/** How far apart two times of day are, the shorter way round: −720 to 719 minutes. */
function minutesBetween(from: number, to: number): number {
  const half = DAY_MINUTES / 2;
  return ((to - from + half + DAY_MINUTES) % DAY_MINUTES) - half;
}

/**
 * When the quiet hours that hold at `nowMs` end; null when none do. It is the first moment at which
 * the clock on the wall is out of them, also in a night in which that clock is moved.
 */
export function quietEndMs(
  nowMs: number,
  { from, until }: QuietHours,
  timeZone: string,
): number | null {
  const minuteAt = (atMs: number) => localTime(atMs, timeZone).minute;
  const [fromMinute, untilMinute] = [minuteOf(from), minuteOf(until)];
  const isQuiet = (atMs: number) => isWithin(minuteAt(atMs), fromMinute, untilMinute);
  if (fromMinute === untilMinute || !isQuiet(nowMs)) return null;
  const startMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const left = (untilMinute - minuteAt(startMs) + DAY_MINUTES) % DAY_MINUTES;
  let endMs = startMs + left * MINUTE_MS;
  endMs += minutesBetween(minuteAt(endMs), untilMinute) * MINUTE_MS;
  // An end that the moved clock leaves out: the first minute after the gap.
  while (isQuiet(endMs)) endMs += MINUTE_MS;
  return endMs;
}
