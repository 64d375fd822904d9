import { DAY_MS, HOUR_MS } from "#core/time";
import { m } from "#messages";

const spans = {
  hour: { label: m.webhooks_since_hour, spanMs: HOUR_MS },
  day: { label: m.webhooks_since_day, spanMs: DAY_MS },
  week: { label: m.webhooks_since_week, spanMs: 7 * DAY_MS },
  all: { label: m.webhooks_since_all, spanMs: 30 * DAY_MS },
} as const;

/** How far back a replay may reach, for a select. */
export function sinceOptions(): { value: string; label: string }[] {
  return Object.entries(spans).map(([value, { label }]) => ({ value, label: label() }));
}

/** When the chosen span began; the last day without a choice. */
export function sinceAtMs(chosen: string | undefined, nowMs: number): number {
  const known = chosen !== undefined && chosen in spans ? (chosen as keyof typeof spans) : "day";
  return nowMs - spans[known].spanMs;
}
