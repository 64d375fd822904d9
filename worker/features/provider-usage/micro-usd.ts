const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,60}))?$/;

/**
 * A decimal as an integer of its unit's 10^-`scale`, rounded once, half away from zero; undefined
 * when it is not a plain decimal. With scale 6 dollars become micro-USD, with scale 4 cents do.
 */
export function parseMicro(text: string, scale: number): number | undefined {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return undefined;
  const [, sign = "", whole = "0", fraction = ""] = match;
  const kept = fraction.slice(0, scale).padEnd(scale, "0");
  const isUp = (fraction[scale] ?? "0") >= "5";
  const units = BigInt(whole + kept) + (isUp ? 1n : 0n);
  const amount = Number(sign === "-" ? -units : units);
  return Number.isSafeInteger(amount) ? amount + 0 : undefined;
}

/** A floating dollar amount of a JSON report in micro-USD, rounded once; undefined when it is none. */
export function microOfNumber(dollars: number): number | undefined {
  if (!Number.isFinite(dollars) || Math.abs(dollars) >= 1e9) return undefined;
  return parseMicro(dollars.toFixed(12), 6);
}
