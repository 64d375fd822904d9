import type { GrantMoney } from "#features/payments";
import type { CarriedGrant } from "./fold-month.ts";
import type { GrantRevenue, RevenueLine } from "./schema.ts";

/** `whole × part / all`, rounded down; exact for amounts whose product no longer is a safe integer. */
function share(whole: number, part: number, all: number): number {
  if (part <= 0 || all <= 0) return 0;
  if (part >= all) return whole;
  return Number((BigInt(whole) * BigInt(part)) / BigInt(all));
}

/**
 * What a paid grant has earned so far: the money kept, in proportion to the PT that were used or
 * expired, of those that were not taken back. It is a function of the grant's state alone, so the
 * months of a grant add up to its money exactly, whatever was rounded in between.
 */
export function earnedOf(grant: CarriedGrant, money: GrantMoney): GrantRevenue {
  const { currency, paidMinor, returnedMinor } = money;
  const keptMinor = Math.max(0, paidMinor - returnedMinor);
  const gone = grant.used + grant.expired;
  const base = gone + Math.max(0, grant.left);
  const earnedMinor = share(keptMinor, gone, base);
  const usedMinor = share(keptMinor, grant.used, base);
  return { currency, keptMinor, earnedMinor, breakageMinor: earnedMinor - usedMinor };
}

export interface MonthsRevenue {
  before: readonly GrantRevenue[];
  after: readonly GrantRevenue[];
}

/**
 * The month's revenue by currency: what the grants had earned at its end less what they had at its
 * beginning; deferred is what was kept and is not earned yet.
 */
export function decideRevenue({ before, after }: MonthsRevenue): RevenueLine[] {
  const lines = new Map<string, RevenueLine>();
  const lineOf = (currency: string) => {
    const line = lines.get(currency) ?? {
      currency,
      soldMinor: 0,
      recognisedMinor: 0,
      breakageMinor: 0,
      deferredBeforeMinor: 0,
      deferredAfterMinor: 0,
    };
    lines.set(currency, line);
    return line;
  };
  for (const { currency, keptMinor, earnedMinor, breakageMinor } of before) {
    const line = lineOf(currency);
    line.soldMinor -= keptMinor;
    line.recognisedMinor -= earnedMinor;
    line.breakageMinor -= breakageMinor;
    line.deferredBeforeMinor += keptMinor - earnedMinor;
  }
  for (const { currency, keptMinor, earnedMinor, breakageMinor } of after) {
    const line = lineOf(currency);
    line.soldMinor += keptMinor;
    line.recognisedMinor += earnedMinor;
    line.breakageMinor += breakageMinor;
    line.deferredAfterMinor += keptMinor - earnedMinor;
  }
  return [...lines.values()].toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** Totals over accounts, by currency. */
export function addRevenue(
  sum: readonly RevenueLine[],
  more: readonly RevenueLine[],
): RevenueLine[] {
  const lines = new Map(sum.map((line) => [line.currency, { ...line }]));
  for (const line of more) {
    const total = lines.get(line.currency);
    if (total === undefined) {
      lines.set(line.currency, { ...line });
      continue;
    }
    total.soldMinor += line.soldMinor;
    total.recognisedMinor += line.recognisedMinor;
    total.breakageMinor += line.breakageMinor;
    total.deferredBeforeMinor += line.deferredBeforeMinor;
    total.deferredAfterMinor += line.deferredAfterMinor;
  }
  return [...lines.values()].toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}
