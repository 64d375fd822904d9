import { ProviderError } from "#platform/ai/provider";
import type { DayRange, DayRows, ReportPage, ReportSource } from "./report-source.ts";
import type { Day, ReportedCost, ReportedUsage } from "./schema.ts";

/** A report of some days has few pages; more than this is a provider that does not end. */
const PAGES_MAX = 40;
const ROWS_PER_DAY_MAX = 5_000;

/** A day as a provider reports it, each model and item once. */
export interface ReportedDay {
  day: Day;
  usage: ReportedUsage[];
  costs: ReportedCost[];
}

/**
 * Reads all pages of a provider's usage and costs. A day that is part of neither is absent. Throws
 * ProviderError for pages that come round again, days twice, days that nobody asked for.
 */
export async function readReport(source: ReportSource, range: DayRange): Promise<ReportedDay[]> {
  const usage = await readPages(range, (page) => source.usagePage(range, page));
  const costs = await readPages(range, (page) => source.costPage(range, page));
  return [...usage].map(([day, rows]) => ({
    day,
    usage: sumUsage(rows),
    costs: sumCosts(costs.get(day) ?? []),
  }));
}

async function readPages<Row>(
  range: DayRange,
  load: (page: string | null) => Promise<ReportPage<Row>>,
): Promise<Map<Day, Row[]>> {
  const days = new Map<Day, Row[]>();
  const asked = new Set<string>();
  let next: string | null = null;
  do {
    const page: ReportPage<Row> = await load(next);
    for (const one of page.days) addDay(days, range, one);
    next = page.nextPage;
    if (next === null) break;
    if (asked.has(next)) throw broken("its pages come round again");
    asked.add(next);
  } while (asked.size < PAGES_MAX);
  if (next !== null) throw broken("it does not end");
  return days;
}

function addDay<Row>(days: Map<Day, Row[]>, range: DayRange, { day, rows }: DayRows<Row>): void {
  if (day < range.fromDay || day > range.toDay) throw broken(`nobody asked for ${day}`);
  if (days.has(day)) throw broken(`${day} comes twice`);
  if (rows.length > ROWS_PER_DAY_MAX) throw broken(`${day} has too many rows`);
  days.set(day, rows);
}

function broken(what: string): ProviderError {
  return new ProviderError("protocol", `The provider's report cannot be right: ${what}`);
}

function sumUsage(rows: readonly ReportedUsage[]): ReportedUsage[] {
  const sums = new Map<string, ReportedUsage>();
  for (const row of rows) {
    const sum = sums.get(row.model);
    if (sum === undefined) {
      sums.set(row.model, structuredClone(row));
      continue;
    }
    sum.requests = sum.requests === null ? row.requests : sum.requests + (row.requests ?? 0);
    sum.tokens.input += row.tokens.input;
    sum.tokens.cachedRead += row.tokens.cachedRead;
    sum.tokens.cacheWrite += row.tokens.cacheWrite;
    sum.tokens.output += row.tokens.output;
  }
  return sorted(sums);
}

function sumCosts(rows: readonly ReportedCost[]): ReportedCost[] {
  const sums = new Map<string, ReportedCost>();
  for (const row of rows) {
    const key = JSON.stringify([row.model, row.item]);
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { ...row });
    else sum.amountMicroUsd += row.amountMicroUsd;
  }
  return sorted(sums);
}

/** In an order that depends on nothing but the rows, so that equal reports are equal. */
function sorted<Row>(sums: ReadonlyMap<string, Row>): Row[] {
  return [...sums].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}
