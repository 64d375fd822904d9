import { DAY_MS } from "#core/time";
import { dayEndMs } from "./days.ts";
import type { Day } from "./schema.ts";

/** How long after a day's end its figures may still come. */
export const FINAL_AFTER_MS = DAY_MS;
/** From this long after a day's end on, a report that is not there yet is late. */
export const LATE_AFTER_MS = 2 * DAY_MS;

export interface ReportRecord {
  digest: string;
  changedAtMs: number;
  finalAtMs: number | null;
  revisedAtMs: number | null;
}

/**
 * How a day stands after its report was read once more. It is final one day after the day's end,
 * unless its figures have just changed: then at the next reading that finds them unchanged. A final
 * report stays final; when it changes after all, that is noted.
 */
export function decideReport(
  before: ReportRecord | undefined,
  read: { day: Day; digest: string; atMs: number },
): ReportRecord {
  const { digest, atMs } = read;
  const isChanged = before !== undefined && before.digest !== digest;
  const isRipe = atMs >= dayEndMs(read.day) + FINAL_AFTER_MS;
  const finalAtMs = before?.finalAtMs ?? (isRipe && !isChanged ? atMs : null);
  const wasFinal = before !== undefined && before.finalAtMs !== null;
  return {
    digest,
    changedAtMs: before === undefined || isChanged ? atMs : before.changedAtMs,
    finalAtMs,
    revisedAtMs: wasFinal && isChanged ? atMs : (before?.revisedAtMs ?? null),
  };
}

/** True when a day's report should be there by now. */
export function isLate(day: Day, nowMs: number): boolean {
  return nowMs >= dayEndMs(day) + LATE_AFTER_MS;
}
