import { DAY_MS } from "#core/time";
import type { UsageDay } from "#features/credits/schema";

const MODELS_MAX = 5;

export interface UsageSeries {
  /** ISO days in UTC, oldest first, without gaps. */
  days: string[];
  /** Micro-PT for each day; the model undefined is the sum of those that are not shown. */
  series: { model: string | undefined; values: number[] }[];
  totalMicroPt: number;
  answers: number;
}

/** Usage rows as a chart has them: every day there, the dearest models by name, the rest summed. */
export function usageSeries(rows: readonly UsageDay[], nowMs: number, count: number): UsageSeries {
  const days = Array.from({ length: count }, (_, index) =>
    new Date(nowMs - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
  const totals = new Map<string, number>();
  for (const { model, chargedMicroPt } of rows) {
    totals.set(model, (totals.get(model) ?? 0) + chargedMicroPt);
  }
  const ranked = [...totals].sort((a, b) => b[1] - a[1]).map(([model]) => model);
  const named = ranked.slice(0, MODELS_MAX);
  const sumOf = (day: string, has: (model: string) => boolean) =>
    rows
      .filter((row) => row.day === day && has(row.model))
      .reduce((sum, { chargedMicroPt }) => sum + chargedMicroPt, 0);
  const series: UsageSeries["series"] = named.map((model) => ({
    model,
    values: days.map((day) => sumOf(day, (one) => one === model)),
  }));
  if (ranked.length > MODELS_MAX) {
    const others = days.map((day) => sumOf(day, (one) => !named.includes(one)));
    series.push({ model: undefined, values: others });
  }
  return {
    days,
    series,
    totalMicroPt: rows.reduce((sum, { chargedMicroPt }) => sum + chargedMicroPt, 0),
    answers: rows.reduce((sum, { answers }) => sum + answers, 0),
  };
}
