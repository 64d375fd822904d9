import { expect, it } from "vitest";
import { DAY_MS } from "#core/time";
import type { Balance } from "#features/credits/schema";
import { balanceParts } from "./balance-meter.tsx";

const now = Date.UTC(2026, 10, 21);
const balance: Balance = {
  accountId: "acct_1",
  balanceMicroPt: 1_000,
  heldMicroPt: 100,
  availableMicroPt: 900,
  expiring: [
    { amountMicroPt: 200, expiresAtMs: now + DAY_MS },
    { amountMicroPt: 500, expiresAtMs: now + 30 * DAY_MS },
  ],
  plan: "free",
  periodEndsAtMs: null,
  periodUsedPercent: null,
  debtMicroPt: 0,
  seq: 1,
  atMs: now,
};

it("tells apart what lasts, what expires within a week and what is held", () => {
  expect(balanceParts(balance, now)).toEqual({
    lastingMicroPt: 700,
    expiringMicroPt: 200,
    heldMicroPt: 100,
    nextExpiryAtMs: now + DAY_MS,
  });
});

it("never shows more expiring than there is to use", () => {
  const parts = balanceParts({ ...balance, availableMicroPt: 50 }, now);
  expect(parts.expiringMicroPt).toBe(50);
  expect(parts.lastingMicroPt).toBe(0);
});
