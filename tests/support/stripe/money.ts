/** `amount × part / whole` in minor units, to the nearest, halves away from zero. Exact. */
export function share(amount: number, part: number, whole: number): number {
  if (whole === 0) return 0;
  const product = BigInt(amount) * BigInt(part);
  const isNegative = product < 0n !== whole < 0;
  const [up, down] = [product < 0n ? -product : product, BigInt(Math.abs(whole))];
  const rounded = Number((up * 2n + down) / (down * 2n));
  return isNegative && rounded !== 0 ? -rounded : rounded;
}

/** A percentage with up to four decimals of an amount, rounded as `share` does. */
export function percentOf(amount: number, percent: number): number {
  return share(amount, Math.round(percent * 10_000), 1_000_000);
}

const symbols: Record<string, string> = { usd: "$", eur: "€", gbp: "£" };

/** As Stripe writes amounts in its messages: $19.00. */
export function formatMinor(amount: number, currency: string): string {
  const sign = amount < 0 ? "-" : "";
  const symbol = symbols[currency] ?? "";
  return `${sign}${symbol}${(Math.abs(amount) / 100).toFixed(2)}`;
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
