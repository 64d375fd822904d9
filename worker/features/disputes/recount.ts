import { type TokenCounts, type TokenPrices, priceTokens } from "#core/pricing";
import { readAnthropicUsage, readOpenAiUsage } from "#platform/ai/usage";

const names = ["input", "cachedRead", "cacheWrite", "output"] as const;

function isCounted(classes: Partial<TokenCounts>): classes is TokenCounts {
  return names.every((name) => classes[name] !== undefined);
}

function readBuiltin(raw: unknown): Partial<TokenCounts> {
  if (typeof raw !== "object" || raw === null) return {};
  if (!("engine" in raw) || raw.engine !== "builtin") return {};
  if (!("input" in raw) || !("output" in raw)) return {};
  const { input, output } = raw;
  if (!Number.isSafeInteger(input) || !Number.isSafeInteger(output)) return {};
  return { input: Number(input), cachedRead: 0, cacheWrite: 0, output: Number(output) };
}

/** One report of a provider, whichever of the known shapes it has. */
function readReport(raw: unknown): Partial<TokenCounts> {
  const shapes = [
    readOpenAiUsage(raw, true).classes,
    readAnthropicUsage(raw, true).classes,
    readBuiltin(raw),
  ];
  return shapes.find(isCounted) ?? {};
}

/**
 * The tokens of an answer, counted again from the provider's raw reports, one per tool step. Null
 * when there is none, or one that cannot be read.
 */
export function recountTokens(raw: unknown): TokenCounts | null {
  if (!Array.isArray(raw) || raw.length === 0) return null;
  const sum = { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 };
  for (const report of raw) {
    const classes = readReport(report);
    if (!isCounted(classes)) return null;
    for (const name of names) sum[name] += classes[name];
  }
  return sum;
}

export interface Recomputed {
  tokens: TokenCounts | null;
  amountMicroPt: number;
  differenceMicroPt: number;
}

/**
 * The charge worked out anew: the pinned prices times the tokens, counted again from the raw reports
 * where those are whole, rounded once and upward to a whole PT. `differenceMicroPt` is what was
 * charged minus that.
 */
export function recompute(
  chargeMicroPt: number,
  prices: TokenPrices,
  usage: { classes: TokenCounts; raw: unknown; complete: boolean },
): Recomputed {
  const tokens = usage.complete ? recountTokens(usage.raw) : null;
  const amountMicroPt = priceTokens(prices, tokens ?? usage.classes);
  return { tokens, amountMicroPt, differenceMicroPt: chargeMicroPt - amountMicroPt };
}
