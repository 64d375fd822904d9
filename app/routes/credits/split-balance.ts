import { DAY_MS } from "#core/time";
import type { Balance } from "#features/credits/schema";

const SOON_MS = 7 * DAY_MS;

/** The parts of a balance: free to use and lasting, about to expire, and held. They add up to it. */
export function splitBalance(balance: Balance, nowMs: number) {
  const available = Math.max(0, balance.availableMicroPt);
  const soon = balance.expiring
    .filter(({ expiresAtMs }) => expiresAtMs - nowMs <= SOON_MS)
    .reduce((sum, { amountMicroPt }) => sum + amountMicroPt, 0);
  const expiringMicroPt = Math.min(soon, available);
  return {
    lastingMicroPt: available - expiringMicroPt,
    expiringMicroPt,
    heldMicroPt: balance.heldMicroPt,
  };
}
