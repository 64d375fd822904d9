import { describe, expect, it } from "vitest";
import type { UsageDay } from "#features/credits/schema";
import { usageSeries } from "./usage-chart.ts";

const now = Date.UTC(2026, 10, 21, 9);

describe("usage as a chart", () => {
  it("has every day, also those without usage", () => {
    const { days, series } = usageSeries([day("2026-11-20", "a", 3)], now, 3);
    expect(days).toEqual(["2026-11-19", "2026-11-20", "2026-11-21"]);
    expect(series).toEqual([{ model: "a", values: [0, 3, 0] }]);
  });

  it("names the dearest models and sums up the rest", () => {
    const rows = ["a", "b", "c", "d", "e", "f", "g"].map((model, index) =>
      day("2026-11-21", model, 10 - index),
    );
    const { series } = usageSeries(rows, now, 1);
    expect(series.map(({ model }) => model)).toEqual(["a", "b", "c", "d", "e", undefined]);
    expect(series.at(-1)?.values).toEqual([5 + 4]);
  });

  it("adds up to the total", () => {
    const rows = [day("2026-11-20", "a", 3), day("2026-11-21", "b", 4)];
    const { totalMicroPt, series } = usageSeries(rows, now, 2);
    expect(series.flatMap(({ values }) => values).reduce((a, b) => a + b)).toBe(totalMicroPt);
  });
});

function day(date: string, model: string, chargedMicroPt: number): UsageDay {
  const tokens = { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 };
  return { day: date, model, answers: 1, tokens, chargedMicroPt };
}
