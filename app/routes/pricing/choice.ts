import type { Currency, Interval } from "#features/plans/schema";

/** What the reader looks at: it is in the address, so that a link shows the same to everyone. */
export interface Choice {
  interval: Interval;
  currency: Currency;
}

const DEFAULT: Choice = { interval: "month", currency: "usd" };

const isInterval = (value: string | null): value is Interval =>
  value === "month" || value === "year";

const isCurrency = (value: string | null): value is Currency =>
  value === "usd" || value === "eur" || value === "gbp";

/** The choice that the address makes; what it does not make, or makes wrongly, is the default. */
export function parseChoice(url: URL): Choice {
  const interval = url.searchParams.get("interval");
  const currency = url.searchParams.get("currency");
  return {
    interval: isInterval(interval) ? interval : DEFAULT.interval,
    currency: isCurrency(currency) ? currency : DEFAULT.currency,
  };
}

/** The page's address with this choice; the default needs no saying. */
export function pricingPath({ interval, currency }: Choice): string {
  const query = new URLSearchParams();
  if (interval !== DEFAULT.interval) query.set("interval", interval);
  if (currency !== DEFAULT.currency) query.set("currency", currency);
  return query.size === 0 ? "/pricing" : `/pricing?${query}`;
}

/** Where a plan is taken; whoever is not signed in registers on the way. */
export function takePath(plan: string, choice: Choice, signedIn: boolean): string {
  const query = new URLSearchParams({ plan, interval: choice.interval });
  if (choice.currency !== DEFAULT.currency) query.set("currency", choice.currency);
  return through(`/billing/change?${query}`, signedIn);
}

/** Where a pack is bought. */
export function packPath(pack: string, choice: Choice, signedIn: boolean): string {
  const query = new URLSearchParams({ pack });
  if (choice.currency !== DEFAULT.currency) query.set("currency", choice.currency);
  return through(`/billing/top-up?${query}`, signedIn);
}

function through(path: string, signedIn: boolean): string {
  return signedIn ? path : `/register?next=${encodeURIComponent(path)}`;
}
