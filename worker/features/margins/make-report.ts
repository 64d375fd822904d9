import { and, asc, desc, gt, gte, lte, ne, sql } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import type { AccountId } from "#core/ids";
import { DAY_MS, toIso } from "#core/time";
import { usageDaily } from "#features/credits/tables";
import type { ProviderPrices } from "#features/models/schema";
import { rateCards } from "#features/models/tables";
import { listSales, type SaleSpan } from "#features/payments";
import { listPacks } from "#features/plans";
import { listProviderCosts } from "#features/provider-usage";
import { listOwnWork, type OwnWork } from "#features/reconciliation";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx, Plan } from "#platform/ctx";
import { costMicroUsd, marginOf, spreadMinor } from "./decide-margin.ts";
import type { AccountMargin, MarginReport } from "./schema.ts";

/** The days that a report covers. */
const WINDOW_DAYS = 30;
const ACCOUNTS_PAGE = 80;
/** So many accounts are named, the least profitable first. */
const ACCOUNTS_NAMED_MAX = 100;

interface Card {
  publishedAtMs: number;
  costs: ReadonlyMap<string, ProviderPrices>;
  /** The same by the provider and its own name of the model. */
  upstreamCosts: ReadonlyMap<string, ProviderPrices>;
}

const upstreamKey = (provider: string, model: string) => `${provider}/${model}`;

/** A running sum; the cost is not known as soon as a part of it is not. */
interface Sum {
  revenueMicroUsd: number;
  costMicroUsd: number | null;
}

const add = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);

function addTo(sum: Sum, more: Sum): void {
  sum.revenueMicroUsd += more.revenueMicroUsd;
  sum.costMicroUsd = add(sum.costMicroUsd, more.costMicroUsd);
}

const nothing = (): Sum => ({ revenueMicroUsd: 0, costMicroUsd: 0 });

function sumAt<Key>(sums: Map<Key, Sum>, key: Key): Sum {
  const sum = sums.get(key) ?? nothing();
  sums.set(key, sum);
  return sum;
}

async function listCards(ctx: Ctx): Promise<Card[]> {
  const rows = await ctx.db.select().from(rateCards).orderBy(desc(rateCards.version));
  return rows.map(({ publishedAtMs, models }) => ({
    publishedAtMs,
    costs: new Map(
      models.flatMap(({ id, usdPerMillion }) => (usdPerMillion ? [[id, usdPerMillion]] : [])),
    ),
    upstreamCosts: new Map(
      models.flatMap(({ provider, upstreamModel, usdPerMillion }) =>
        usdPerMillion ? [[upstreamKey(provider, upstreamModel), usdPerMillion]] : [],
      ),
    ),
  }));
}

/** The provider's prices of a model on a day: the last known by its end, else the first ever. */
function costOn(
  cards: readonly Card[],
  day: string,
  model: string,
  names: "costs" | "upstreamCosts" = "costs",
): ProviderPrices | undefined {
  const endMs = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
  const known = cards.filter((card) => card[names].has(model));
  const card = known.find(({ publishedAtMs }) => publishedAtMs < endMs) ?? known.at(-1);
  return card?.[names].get(model);
}

/** What a minor unit of each currency is in micro-dollars, by the price list's own ratio. */
async function listRates(ctx: Ctx): Promise<Map<string, number>> {
  const [pack] = await listPacks(ctx);
  const usd = pack?.prices.find(({ currency }) => currency === "usd")?.amountMinor;
  const rates = new Map<string, number>([["usd", 10_000]]);
  if (usd === undefined) return rates;
  for (const { currency, amountMinor } of pack?.prices ?? []) {
    rates.set(currency, (usd * 10_000) / amountMinor);
  }
  return rates;
}

interface Page {
  accountId: AccountId;
  workspaceId: string;
  workspaceName: string;
  plan: Plan;
}

/** Accounts of people, page by page; visitors neither pay nor count among them. */
async function listAccounts(ctx: Ctx, after: string): Promise<Page[]> {
  return await ctx.db
    .select({
      accountId: workspaces.accountId,
      workspaceId: workspaces.id,
      workspaceName: workspaces.name,
      plan: workspaces.plan,
    })
    .from(workspaces)
    .where(and(gt(workspaces.accountId, after as AccountId), ne(workspaces.kind, "visitor")))
    .orderBy(asc(workspaces.accountId))
    .limit(ACCOUNTS_PAGE);
}

interface Window {
  firstDay: string;
  lastDay: string;
  fromMs: number;
  toMs: number;
}

function windowOf(nowMs: number): Window {
  const toMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const fromMs = toMs - WINDOW_DAYS * DAY_MS;
  const dayOf = (atMs: number) => toIso(atMs).slice(0, 10);
  return { fromMs, toMs, firstDay: dayOf(fromMs), lastDay: dayOf(toMs - 1) };
}

async function listUsage(ctx: Ctx, page: readonly Page[], { firstDay, lastDay }: Window) {
  const first = page[0]?.accountId ?? ("" as AccountId);
  const last = page.at(-1)?.accountId ?? first;
  const total = (column: AnySQLiteColumn) => sql<number>`sum(${column})`.mapWith(Number);
  return await ctx.db
    .select({
      accountId: usageDaily.accountId,
      day: usageDaily.day,
      model: usageDaily.model,
      answers: total(usageDaily.answers),
      input: total(usageDaily.inputTokens),
      cachedRead: total(usageDaily.cachedReadTokens),
      cacheWrite: total(usageDaily.cacheWriteTokens),
      output: total(usageDaily.outputTokens),
      chargedMicroPt: total(usageDaily.chargedMicroPt),
    })
    .from(usageDaily)
    .where(
      and(
        gte(usageDaily.accountId, first),
        lte(usageDaily.accountId, last),
        gte(usageDaily.day, firstDay),
        lte(usageDaily.day, lastDay),
      ),
    )
    .groupBy(usageDaily.accountId, usageDaily.day, usageDaily.model);
}

interface Sums {
  accounts: Map<AccountId, Sum>;
  models: Map<string, Sum & { answers: number }>;
  unpriced: Set<string>;
}

/** 1,000 PT are a dollar, so a PT's list value is a thousandth of one. */
const microUsdOfPt = (microPt: number) => Math.round(microPt / 1_000);

function countUsage(
  sums: Sums,
  cards: readonly Card[],
  rows: Awaited<ReturnType<typeof listUsage>>,
): void {
  for (const { accountId, day, model, answers, chargedMicroPt, ...tokens } of rows) {
    const usdPerMillion = costOn(cards, day, model);
    if (usdPerMillion === undefined) sums.unpriced.add(model);
    const cost = usdPerMillion === undefined ? null : costMicroUsd({ tokens, usdPerMillion });
    addTo(sumAt(sums.accounts, accountId), { revenueMicroUsd: 0, costMicroUsd: cost });
    const sum = sums.models.get(model) ?? { ...nothing(), answers: 0 };
    addTo(sum, { revenueMicroUsd: microUsdOfPt(chargedMicroPt), costMicroUsd: cost });
    sum.answers += answers;
    sums.models.set(model, sum);
  }
}

/** What the platform's own work cost: titles, summaries, answers that failed. */
function costOfOwnWork(
  unpriced: Set<string>,
  cards: readonly Card[],
  work: readonly OwnWork[],
): number | null {
  return work.reduce<number | null>((sum, { day, provider, model, tokens }) => {
    const upstream = upstreamKey(provider, model);
    const usdPerMillion = costOn(cards, day, upstream, "upstreamCosts");
    if (usdPerMillion === undefined) unpriced.add(upstream);
    return add(sum, usdPerMillion === undefined ? null : costMicroUsd({ tokens, usdPerMillion }));
  }, 0);
}

function countSales(
  sums: Sums,
  rates: ReadonlyMap<string, number>,
  window: Window,
  sales: readonly SaleSpan[],
): void {
  for (const { accountId, currency, amountMinor, ...span } of sales) {
    const minor = spreadMinor(amountMinor, span, window);
    const revenueMicroUsd = Math.round(minor * (rates.get(currency) ?? 0));
    addTo(sumAt(sums.accounts, accountId), { revenueMicroUsd, costMicroUsd: 0 });
  }
}

/** The named accounts: those that lose, or earn least, first. */
function leastFirst(a: AccountMargin, b: AccountMargin): number {
  const left = (one: AccountMargin) => one.revenueMicroUsd - (one.costMicroUsd ?? 0);
  return left(a) - left(b);
}

interface Drafted {
  total: Sum;
  plans: Map<Plan, Sum & { accounts: number }>;
  named: AccountMargin[];
}

function draft(drafted: Drafted, page: readonly Page[], sums: Sums): void {
  for (const { plan, ...account } of page) {
    const sum = sums.accounts.get(account.accountId);
    if (sum === undefined) continue;
    const planSum = drafted.plans.get(plan) ?? { ...nothing(), accounts: 0 };
    addTo(planSum, sum);
    planSum.accounts += 1;
    drafted.plans.set(plan, planSum);
    addTo(drafted.total, sum);
    drafted.named.push({ ...account, plan, ...marginOf(sum.revenueMicroUsd, sum.costMicroUsd) });
  }
  drafted.named = drafted.named.toSorted(leastFirst).slice(0, ACCOUNTS_NAMED_MAX);
}

async function reportedCost(ctx: Ctx, { firstDay, lastDay }: Window): Promise<number | null> {
  const rows = await listProviderCosts(ctx, { fromDay: firstDay, toDay: lastDay });
  if (rows.length === 0) return null;
  return rows.reduce((sum, { amountMicroUsd }) => sum + amountMicroUsd, 0);
}

/**
 * The margins of the last 30 whole days (UTC) by plan, model and account. Plans' money is spread
 * evenly over the time it pays for, packs count on their day, other currencies at the price list's
 * own ratio to the dollar; models are valued at list price. What the platform used for itself is in
 * the total alone. Writes nothing.
 */
export async function makeReport(ctx: Ctx): Promise<MarginReport> {
  const window = windowOf(ctx.clock.now());
  const [cards, rates] = await Promise.all([listCards(ctx), listRates(ctx)]);
  const models: Sums["models"] = new Map();
  const unpriced: Sums["unpriced"] = new Set();
  const drafted: Drafted = { total: nothing(), plans: new Map(), named: [] };
  for (let after = ""; ;) {
    const page = await listAccounts(ctx, after);
    const sums: Sums = { accounts: new Map(), models, unpriced };
    if (page.length > 0) {
      countUsage(sums, cards, await listUsage(ctx, page, window));
      const ids = page.map(({ accountId }) => accountId);
      countSales(sums, rates, window, await listSales(ctx, ids, window));
      draft(drafted, page, sums);
    }
    if (page.length < ACCOUNTS_PAGE) break;
    after = page.at(-1)?.accountId ?? after;
  }
  const days = { fromDay: window.firstDay, toDay: window.lastDay };
  const ownCostMicroUsd = costOfOwnWork(unpriced, cards, await listOwnWork(ctx, days));
  addTo(drafted.total, { revenueMicroUsd: 0, costMicroUsd: ownCostMicroUsd });
  return {
    day: window.lastDay,
    days: WINDOW_DAYS,
    madeAtMs: ctx.clock.now(),
    total: marginOf(drafted.total.revenueMicroUsd, drafted.total.costMicroUsd),
    plans: [...drafted.plans].map(([plan, { accounts, revenueMicroUsd, costMicroUsd: cost }]) =>
      Object.assign({ plan, accounts }, marginOf(revenueMicroUsd, cost)),
    ),
    models: [...models].map(([model, { answers, revenueMicroUsd, costMicroUsd: cost }]) =>
      Object.assign({ model, answers }, marginOf(revenueMicroUsd, cost)),
    ),
    accounts: drafted.named,
    ownCostMicroUsd,
    unpricedModels: [...unpriced].toSorted(),
    reportedCostMicroUsd: await reportedCost(ctx, window),
  };
}
