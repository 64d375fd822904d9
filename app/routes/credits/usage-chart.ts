import { DAY_MS } from "#core/time";
import type { UsageDay } from "#features/credits/schema";

const NAMED_MAX = 5;

export interface UsageSeries {
  /** ISO days in UTC, oldest first, without gaps. */
  days: string[];
  /** Micro-PT for each day; the key undefined is the sum of those that are not shown. */
  series: { key: string | undefined; values: number[] }[];
}

/** Usage rows as a chart has them: every day there, the dearest by name, the rest summed. */
export function usageSeries(
  rows: readonly UsageDay[],
  { from, to }: { from: string; to: string },
): UsageSeries {
  const firstMs = Date.parse(from);
  const count = (Date.parse(to) - firstMs) / DAY_MS + 1;
  const days = Array.from({ length: count }, (_, index) =>
    new Date(firstMs + index * DAY_MS).toISOString().slice(0, 10),
  );
  const totals = new Map<string, number>();
  for (const { key, chargedMicroPt } of rows) {
    totals.set(key, (totals.get(key) ?? 0) + chargedMicroPt);
  }
  const ranked = [...totals].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  const named = ranked.slice(0, NAMED_MAX);
  const at = new Map(days.map((day, index) => [day, index]));
  const valuesOf = (has: (key: string) => boolean) => {
    const values = days.map(() => 0);
    for (const { day, key, chargedMicroPt } of rows) {
      const index = at.get(day);
      if (index !== undefined && has(key)) values[index] = (values[index] ?? 0) + chargedMicroPt;
    }
    return values;
  };
  const series: UsageSeries["series"] = named.map((key) => ({
    key,
    values: valuesOf((one) => one === key),
  }));
  if (ranked.length > NAMED_MAX) {
    series.push({ key: undefined, values: valuesOf((one) => !named.includes(one)) });
  }
  return { days, series };
}
