import { MINUTE_MS } from "#core/time";

/** How long what a preview showed may be agreed to. */
export const QUOTE_TTL_MS = 15 * MINUTE_MS;
/** A browser's page and our clock may disagree by this much about what lies ahead. */
const AHEAD_MAX_MS = MINUTE_MS;

export interface Quote {
  prorationAtMs: number;
  expectedAmountMinor: number;
}

/** Why an amount that someone agreed to no longer holds; undefined while it does. */
export function decideStale(
  quote: Quote,
  { nowMs, amountMinor }: { nowMs: number; amountMinor: number },
): "too-old" | "amount" | undefined {
  const ageMs = nowMs - quote.prorationAtMs;
  if (ageMs > QUOTE_TTL_MS || ageMs < -AHEAD_MAX_MS) return "too-old";
  return quote.expectedAmountMinor === amountMinor ? undefined : "amount";
}
