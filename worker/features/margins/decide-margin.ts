import type { Light, Margin } from "./schema.ts";

/** Above this it is green. */
export const GREEN_ABOVE_PERCENT = 65;
/** Below this it is red. */
export const RED_BELOW_PERCENT = 50;

/** The light of a margin; on the borders it is yellow. */
export function lightOf(marginPercent: number): Light {
  if (marginPercent > GREEN_ABOVE_PERCENT) return "green";
  return marginPercent < RED_BELOW_PERCENT ? "red" : "yellow";
}

/** Tokens of each class with the provider's price in US dollars per million. */
export interface TokenCost {
  tokens: { input: number; cachedRead: number; cacheWrite: number; output: number };
  usdPerMillion: { input: number; cachedRead: number; cacheWrite: number; output: number };
}

const MILLION = 1_000_000n;

/**
 * What a provider takes for tokens, in micro-US dollars, rounded up once. A dollar per million
 * tokens is a micro-dollar per token; prices have at most six decimals, so the sum is exact.
 */
export function costMicroUsd({ tokens, usdPerMillion }: TokenCost): number {
  const part = (count: number, usd: number) => BigInt(count) * BigInt(Math.round(usd * 1e6));
  const sum =
    part(tokens.input, usdPerMillion.input) +
    part(tokens.cachedRead, usdPerMillion.cachedRead) +
    part(tokens.cacheWrite, usdPerMillion.cacheWrite) +
    part(tokens.output, usdPerMillion.output);
  return Number((sum + MILLION - 1n) / MILLION);
}

/** The margin of revenue over cost. Without revenue, or with a cost that is not known, none is said. */
export function marginOf(revenueMicroUsd: number, cost: number | null): Margin {
  if (revenueMicroUsd <= 0 || cost === null) {
    return { revenueMicroUsd, costMicroUsd: cost, marginPercent: null, light: null };
  }
  const marginPercent = Math.round(((revenueMicroUsd - cost) / revenueMicroUsd) * 1_000) / 10;
  return { revenueMicroUsd, costMicroUsd: cost, marginPercent, light: lightOf(marginPercent) };
}

const rank: Record<Light, number> = { green: 0, yellow: 1, red: 2 };

/** True when the light became worse, or is bad at the first look. */
export function isWorse(before: Light | null, now: Light | null): boolean {
  if (now === null) return false;
  return rank[now] > (before === null ? rank.green : rank[before]);
}

/**
 * The part of an amount that belongs to a window when it is spread evenly over a period: whole
 * minor units, rounded down. `fromMs` and `toMs` bound the window, the end not included.
 */
export function spreadMinor(
  amountMinor: number,
  period: { startsAtMs: number; endsAtMs: number },
  window: { fromMs: number; toMs: number },
): number {
  const wholeMs = period.endsAtMs - period.startsAtMs;
  if (wholeMs <= 0) {
    const isInside = period.startsAtMs >= window.fromMs && period.startsAtMs < window.toMs;
    return isInside ? amountMinor : 0;
  }
  const upTo = (atMs: number) => {
    const doneMs = Math.min(Math.max(atMs - period.startsAtMs, 0), wholeMs);
    return Number((BigInt(amountMinor) * BigInt(doneMs)) / BigInt(wholeMs));
  };
  return upTo(window.toMs) - upTo(window.fromMs);
}
