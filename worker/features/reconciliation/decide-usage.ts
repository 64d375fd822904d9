import type { TokenCounts } from "#core/pricing";
import { type ReportedUsage, reportingProviders } from "#features/provider-usage/schema";
import type { BookEntry } from "./decide-discrepancies.ts";
import type { Figures } from "./schema.ts";

/** What the ledgers know of one model on one day. */
export interface LedgerDay {
  provider: string;
  day: string;
  /** The provider's name of the model. */
  model: string;
  calls: number;
  exact: TokenCounts;
  /** Of the exact tokens, those of calls that began on the day before. */
  earlier: TokenCounts;
  /** Tokens of estimated calls as they stand: estimates, or what a true-up made of them. */
  estimated: TokenCounts;
  /** Of the estimated tokens, those of calls that began on the day before. */
  estimatedEarlier: TokenCounts;
}

/** Models as the product knows them. */
export interface KnownModels {
  /** Upstream names that the ledgers or the rate card use. */
  known: ReadonlySet<string>;
  /** Upstream names with a price now, or when they were used. */
  priced: ReadonlySet<string>;
}

const classes = ["input", "cachedRead", "cacheWrite", "output"] as const;

/**
 * The name under which the product knows a reported model: providers report the dated snapshot
 * (`gpt-5-mini-2026-08-07`, `claude-haiku-4-5-20251001`) of what was asked for by its plain name.
 */
export function matchModel(reported: string, known: ReadonlySet<string>): string {
  if (known.has(reported)) return reported;
  const plain = reported.replace(/-(\d{4}-\d{2}-\d{2}|\d{8})$/, "");
  return known.has(plain) ? plain : reported;
}

function sum(a: TokenCounts, b: TokenCounts): TokenCounts {
  return {
    input: a.input + b.input,
    cachedRead: a.cachedRead + b.cachedRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    output: a.output + b.output,
  };
}

function figuresOf(tokens: TokenCounts): Figures {
  return {
    input: tokens.input,
    cachedRead: tokens.cachedRead,
    cacheWrite: tokens.cacheWrite,
    output: tokens.output,
  };
}

export const noTokens: TokenCounts = { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 };

function hasTokens(tokens: TokenCounts): boolean {
  return classes.some((name) => tokens[name] > 0);
}

/** True when a provider's report can be fetched again; files are brought in by people. */
function isFetched(provider: string): boolean {
  return reportingProviders.some((one) => one === provider);
}

function entryOf(
  { provider, day, model }: { provider: string; day: string; model: string },
  tokens: TokenCounts,
  more: Pick<BookEntry, "priced" | "slack">,
): BookEntry {
  return {
    kind: "usage",
    object: `usage:${provider}:${day}:${model}`,
    unit: "tokens",
    currency: null,
    amounts: figuresOf(tokens),
    fixId: isFetched(provider) ? `${provider}:${day}` : null,
    ...more,
  };
}

/** What the provider reports, as records; a model's snapshots are one record. */
export function reportedEntries(
  reported: readonly ReportedUsage[],
  { known, priced }: KnownModels,
): BookEntry[] {
  const sums = new Map<string, { place: ReportedUsage; tokens: TokenCounts }>();
  for (const row of reported) {
    const model = matchModel(row.model, known);
    const key = JSON.stringify([row.day, model]);
    const before = sums.get(key)?.tokens ?? noTokens;
    sums.set(key, { place: { ...row, model }, tokens: sum(before, row.tokens) });
  }
  return [...sums.values()]
    .filter(({ tokens }) => hasTokens(tokens))
    .map(({ place, tokens }) => entryOf(place, tokens, { priced: priced.has(place.model) }));
}

/**
 * What the ledgers have, as records. A call that crosses midnight is settled on the second day; the
 * provider may count it on the first, so its tokens are the slack of both days.
 */
export function ledgerEntries(
  days: readonly LedgerDay[],
  dayAfter: (day: string) => string,
): BookEntry[] {
  const byPlace = new Map(days.map((one) => [JSON.stringify([one.day, one.model]), one]));
  return days
    .filter((one) => hasTokens(one.exact) || hasTokens(one.estimated))
    .map((one) => {
      const next = byPlace.get(JSON.stringify([dayAfter(one.day), one.model]));
      const below = sum(one.earlier, one.estimatedEarlier);
      const above = next === undefined ? noTokens : sum(next.earlier, next.estimatedEarlier);
      const slack = Object.fromEntries(
        classes.map((name) => [name, { below: below[name], above: above[name] }]),
      );
      return entryOf(one, sum(one.exact, one.estimated), { slack });
    });
}

/** A report that should be there and is not, or one that changed after it was final. */
export function reportEntry(provider: string, day: string, what: "late" | "revised"): BookEntry {
  return {
    kind: "report",
    object: what === "late" ? `report:${provider}:${day}` : `report:${provider}:${day}:revised`,
    unit: "none",
    currency: null,
    amounts: {},
    fixId: what === "late" ? `${provider}:${day}` : null,
  };
}
