import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR_MS } from "#core/time";
import {
  type AutoTopupSettings,
  type AutoTopupState,
  decideAfterFailure,
  decideAutoTopup,
  monthEndsAtMs,
  monthOf,
} from "./decide-auto-topup.ts";

const NOW = Date.UTC(2026, 10, 21);
const settings: AutoTopupSettings = {
  enabled: true,
  isStopped: false,
  thresholdMicroPt: 1_000,
  monthlyCapMinor: 5_000,
  notBeforeMs: null,
};
const low: AutoTopupState = {
  availableMicroPt: 999,
  isInDebt: false,
  hasOpenAttempt: false,
  spentMinor: 0,
  packAmountMinor: 1_000,
  nowMs: NOW,
};

describe("the automatic top-up", () => {
  it("buys below the threshold and not at it", () => {
    expect(decideAutoTopup(settings, low)).toEqual({ kind: "buy" });
    expect(decideAutoTopup(settings, { ...low, availableMicroPt: 1_000 })).toEqual({
      kind: "none",
    });
  });

  it.each([
    ["switched off", { enabled: false }, {}],
    ["stopped", { isStopped: true }, {}],
    ["resting after a failure", { notBeforeMs: NOW + 1 }, {}],
    ["buying already", {}, { hasOpenAttempt: true }],
    ["of an account in debt", {}, { isInDebt: true, availableMicroPt: -5 }],
  ])("that is %s buys nothing", (_, terms, state) => {
    expect(decideAutoTopup({ ...settings, ...terms }, { ...low, ...state })).toEqual({
      kind: "none",
    });
  });

  it("goes on when its rest is over", () => {
    expect(decideAutoTopup({ ...settings, notBeforeMs: NOW }, low)).toEqual({ kind: "buy" });
  });

  it("reaches the cap and does not pass it", () => {
    expect(decideAutoTopup(settings, { ...low, spentMinor: 4_000 })).toEqual({ kind: "buy" });
    expect(decideAutoTopup(settings, { ...low, spentMinor: 4_001 })).toEqual({
      kind: "cap-reached",
      missingMinor: 1,
    });
  });

  it("never spends more than the cap in a month, whatever the packs cost", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.array(fc.integer({ min: 1, max: 6_000 }), { maxLength: 30 }),
        (monthlyCapMinor, packs) => {
          let spentMinor = 0;
          for (const packAmountMinor of packs) {
            const state = { ...low, spentMinor, packAmountMinor };
            const { kind } = decideAutoTopup({ ...settings, monthlyCapMinor }, state);
            if (kind === "buy") spentMinor += packAmountMinor;
            expect(spentMinor).toBeLessThanOrEqual(monthlyCapMinor);
          }
        },
      ),
    );
  });
});

describe("after a failure", () => {
  it("rests an hour, and ends with the third in a row", () => {
    expect(decideAfterFailure(0, NOW)).toEqual({
      failures: 1,
      stop: false,
      notBeforeMs: NOW + HOUR_MS,
    });
    expect(decideAfterFailure(1, NOW)).toMatchObject({ failures: 2, stop: false });
    expect(decideAfterFailure(2, NOW)).toEqual({ failures: 3, stop: true, notBeforeMs: null });
  });
});

describe("the month of a cap", () => {
  it.each([
    [Date.UTC(2026, 10, 1), "2026-11", Date.UTC(2026, 11, 1)],
    [Date.UTC(2026, 10, 30, 23, 59, 59, 999), "2026-11", Date.UTC(2026, 11, 1)],
    [Date.UTC(2026, 11, 31, 23, 59), "2026-12", Date.UTC(2027, 0, 1)],
    [Date.UTC(2028, 1, 29), "2028-02", Date.UTC(2028, 2, 1)],
  ])("of %i is %s in UTC", (atMs, month, endsAtMs) => {
    expect(monthOf(atMs)).toBe(month);
    expect(monthEndsAtMs(atMs)).toBe(endsAtMs);
  });
});
