import { describe, expect, it } from "vitest";
import type { UsageDay } from "#features/credits/schema";
import { usageSeries } from "./usage-chart.ts";

describe("usage as a chart", () => {
  it("has every day, also those without usage", () => {
    const range = { from: "2026-11-19", to: "2026-11-21" };
    const { days, series } = usageSeries([day("2026-11-20", "a", 3)], range);
    expect(days).toEqual(["2026-11-19", "2026-11-20", "2026-11-21"]);
    expect(series).toEqual([{ key: "a", values: [0, 3, 0] }]);
  });

  it("names the dearest and sums up the rest", () => {
    const rows = ["a", "b", "c", "d", "e", "f", "g"].map((key, index) =>
      day("2026-11-21", key, 10 - index),
    );
    const { series } = usageSeries(rows, { from: "2026-11-21", to: "2026-11-21" });
    expect(series.map(({ key }) => key)).toEqual(["a", "b", "c", "d", "e", undefined]);
    expect(series.at(-1)?.values).toEqual([5 + 4]);
  });

  it("adds up to what the rows say, over the turn of a month", () => {
    const rows = [day("2026-11-30", "a", 3), day("2026-12-01", "b", 4)];
    const { series } = usageSeries(rows, { from: "2026-11-30", to: "2026-12-01" });
    expect(series.flatMap(({ values }) => values).reduce((a, b) => a + b)).toBe(7);
  });
});

function day(date: string, key: string, chargedMicroPt: number): UsageDay {
  return { day: date, key, answers: 1, chargedMicroPt };
}
