import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMonths } from "#core/time";
import { monthlyPeriod } from "./period.ts";

const at = (text: string) => Date.parse(`${text}Z`);

describe("a monthly period", () => {
  it.each([
    ["2026-01-15T10:00", "2026-01-15T10:00", "2026-01-15T10:00", "2026-02-15T10:00"],
    ["2026-01-31T10:00", "2026-02-28T09:59", "2026-01-31T10:00", "2026-02-28T10:00"],
    ["2026-01-31T10:00", "2026-02-28T10:00", "2026-02-28T10:00", "2026-03-31T10:00"],
    ["2026-01-31T10:00", "2026-03-31T10:00", "2026-03-31T10:00", "2026-04-30T10:00"],
    ["2024-01-31T00:00", "2024-02-29T00:00", "2024-02-29T00:00", "2024-03-31T00:00"],
    ["2026-11-21T00:00", "2028-01-02T00:00", "2027-12-21T00:00", "2028-01-21T00:00"],
    ["2026-11-21T00:00", "2026-11-20T00:00", "2026-11-21T00:00", "2026-12-21T00:00"],
  ])("anchored at %s is, at %s, %s to %s", (anchor, now, startsAt, endsAt) => {
    expect(monthlyPeriod(at(anchor), at(now))).toEqual({
      startsAtMs: at(startsAt),
      endsAtMs: at(endsAt),
    });
  });

  it("contains every instant since its anchor, and each follows the one before without a gap", () => {
    const from = at("2020-01-01T00:00");
    fc.assert(
      fc.property(
        fc.integer({ min: from, max: at("2032-01-01T00:00") }),
        fc.integer({ min: 0, max: 40 * 365 * 86_400_000 }),
        (anchorAtMs, sinceMs) => {
          const nowMs = anchorAtMs + sinceMs;
          const { startsAtMs, endsAtMs } = monthlyPeriod(anchorAtMs, nowMs);
          expect(startsAtMs).toBeLessThanOrEqual(nowMs);
          expect(endsAtMs).toBeGreaterThan(nowMs);
          expect(monthlyPeriod(anchorAtMs, endsAtMs).startsAtMs).toBe(endsAtMs);
        },
      ),
    );
  });

  it("never moves a date out of its month", () => {
    expect(addMonths(at("2026-12-31T00:00"), 2)).toBe(at("2027-02-28T00:00"));
  });
});
