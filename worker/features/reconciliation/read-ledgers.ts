import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { AccountId } from "#core/ids";
import { findRateCard } from "#features/models";
import { creditAccounts } from "#features/credits/tables";
import { type LedgerFact, ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { guardRow, type Statement } from "#platform/db";
import { letOthersIn } from "#platform/let-others-in";
import { FactFold, type FindUpstream, type Upstream } from "./fold-facts.ts";
import { jsonChunks } from "./json-chunks.ts";
import type { RunRow, Step } from "./stage.ts";
import { estimatedCharges, ledgerSources, ledgerUsage, reconciledAccounts } from "./tables.ts";

/** Accounts that one step looks up. */
const ACCOUNTS_PER_STEP = 100;
/** Transactions after which a step is written: bounds its memory and its statements. */
export const TRANSACTIONS_PER_STEP = 20_000;

interface AccountPosition {
  accountId: AccountId;
  fromSeq: number;
}

interface MovedAccount extends AccountPosition {
  toSeq: number;
}

/** Accounts whose ledgers have transactions that were not read yet, in their order. */
async function listMoved(ctx: Ctx, after: string): Promise<AccountPosition[]> {
  const fromSeq = sql<number>`COALESCE(${reconciledAccounts.seq}, 0)`;
  return await ctx.db
    .select({ accountId: creditAccounts.accountId, fromSeq })
    .from(creditAccounts)
    .leftJoin(reconciledAccounts, eq(reconciledAccounts.accountId, creditAccounts.accountId))
    .where(and(gt(creditAccounts.accountId, after as AccountId), gt(creditAccounts.seq, fromSeq)))
    .orderBy(asc(creditAccounts.accountId))
    .limit(ACCOUNTS_PER_STEP);
}

/** Finds upstreams by rate cards, each read once. */
export class Upstreams {
  readonly #cards = new Map<number, Map<string, Upstream>>();

  async load(ctx: Ctx, version: number): Promise<void> {
    if (this.#cards.has(version)) return;
    const card = await findRateCard(ctx, version);
    const models = (card?.models ?? []).map(({ id, provider, upstreamModel }) => {
      const upstream: Upstream = { provider, model: upstreamModel };
      return [id, upstream] as const;
    });
    this.#cards.set(version, new Map(models));
  }

  readonly find: FindUpstream = (cardModel, version) =>
    this.#cards.get(version)?.get(cardModel) ?? { provider: "unknown", model: cardModel };
}

function versionOf(fact: LedgerFact): number | undefined {
  if (fact.type === "charge") return Number(fact.purpose.rateCardVersion);
  if (fact.type === "source") return undefined;
  const version = /"rateCardVersion":"?(\d+)/.exec(fact.commandJson)?.[1];
  return version === undefined ? undefined : Number(version);
}

/** Reads an account from where it was read to, at most `limit` transactions; answers up to where. */
async function readAccount(
  ctx: Ctx,
  { accountId, fromSeq }: AccountPosition,
  { fold, upstreams, limit }: { fold: FactFold; upstreams: Upstreams; limit: number },
): Promise<{ toSeq: number; done: boolean }> {
  const ledger = ledgerOf(ctx.env, accountId);
  for (let toSeq = fromSeq; ;) {
    const page = await ledger.facts(toSeq);
    for (const fact of page.facts) {
      const version = versionOf(fact);
      if (version !== undefined) await upstreams.load(ctx, version);
      fold.add(accountId, fact);
    }
    toSeq = page.lastSeq;
    await letOthersIn();
    if (page.done || toSeq - fromSeq >= limit) return { toSeq, done: page.done };
  }
}

function addUsage(ctx: Ctx, rows: string): Statement {
  const u = ledgerUsage;
  const plus = (name: string) => sql.raw(`"ledger_usage"."${name}" + excluded."${name}"`);
  return ctx.db
    .insert(u)
    .select(
      sql`SELECT value ->> '$.provider', value ->> '$.day', value ->> '$.model', value ->> '$.calls',
        value ->> '$.inputTokens', value ->> '$.cachedReadTokens', value ->> '$.cacheWriteTokens',
        value ->> '$.outputTokens', value ->> '$.earlierInputTokens',
        value ->> '$.earlierCachedReadTokens', value ->> '$.earlierCacheWriteTokens',
        value ->> '$.earlierOutputTokens', value ->> '$.chargedMicroPt',
        value ->> '$.platformMicroPt', value ->> '$.platformInputTokens',
        value ->> '$.platformCachedReadTokens', value ->> '$.platformCacheWriteTokens',
        value ->> '$.platformOutputTokens'
        FROM json_each(${rows}) WHERE true`,
    )
    .onConflictDoUpdate({
      target: [u.provider, u.day, u.model],
      set: {
        calls: plus("calls"),
        inputTokens: plus("input_tokens"),
        cachedReadTokens: plus("cached_read_tokens"),
        cacheWriteTokens: plus("cache_write_tokens"),
        outputTokens: plus("output_tokens"),
        earlierInputTokens: plus("earlier_input_tokens"),
        earlierCachedReadTokens: plus("earlier_cached_read_tokens"),
        earlierCacheWriteTokens: plus("earlier_cache_write_tokens"),
        earlierOutputTokens: plus("earlier_output_tokens"),
        chargedMicroPt: plus("charged_micro_pt"),
        platformMicroPt: plus("platform_micro_pt"),
        platformInputTokens: plus("platform_input_tokens"),
        platformCachedReadTokens: plus("platform_cached_read_tokens"),
        platformCacheWriteTokens: plus("platform_cache_write_tokens"),
        platformOutputTokens: plus("platform_output_tokens"),
      },
    });
}

function addEstimates(ctx: Ctx, rows: string): Statement {
  return ctx.db
    .insert(estimatedCharges)
    .select(
      sql`SELECT value ->> '$.id', value ->> '$.bearer', value ->> '$.accountId',
        value ->> '$.provider', value ->> '$.day', value ->> '$.model', value ->> '$.cardModel',
        value ->> '$.rateCardVersion', value ->> '$.atMs', value ->> '$.startedEarlier',
        value ->> '$.inputEstimated', value ->> '$.outputEstimated', value ->> '$.inputTokens',
        value ->> '$.cachedReadTokens', value ->> '$.cacheWriteTokens', value ->> '$.outputTokens',
        value ->> '$.chargeMicroPt', value ->> '$.state', NULL, NULL
        FROM json_each(${rows}) WHERE true`,
    )
    .onConflictDoNothing();
}

function putSources(ctx: Ctx, rows: string): Statement {
  const s = ledgerSources;
  return ctx.db
    .insert(s)
    .select(
      sql`SELECT value ->> '$.type', value ->> '$.id', value ->> '$.accountId', value ->> '$.seq',
        value ->> '$.grantedMicroPt', value ->> '$.clawedMicroPt', value ->> '$.atMs'
        FROM json_each(${rows}) WHERE true`,
    )
    .onConflictDoUpdate({
      target: [s.type, s.id, s.accountId],
      set: {
        seq: sql`excluded.seq`,
        grantedMicroPt: sql`excluded.granted_micro_pt`,
        clawedMicroPt: sql`excluded.clawed_micro_pt`,
      },
    });
}

/** Moves the accounts' positions; undoes the batch when somebody else has moved one meanwhile. */
function moveAccounts(ctx: Ctx, moved: readonly MovedAccount[]): Statement[] {
  const rows = JSON.stringify(moved);
  const r = reconciledAccounts;
  const others = sql`SELECT 1 FROM json_each(${rows}) WHERE value ->> '$.fromSeq' <> COALESCE(
    (SELECT ${r.seq} FROM ${r} WHERE ${r.accountId} = value ->> '$.accountId'), 0)`;
  return [
    guardRow(ctx.db, sql`NOT EXISTS (${others})`),
    ctx.db
      .insert(r)
      .select(
        sql`SELECT value ->> '$.accountId', value ->> '$.toSeq' FROM json_each(${rows}) WHERE true`,
      )
      .onConflictDoUpdate({ target: r.accountId, set: { seq: sql`excluded.seq` } }),
  ];
}

function foldStatements(ctx: Ctx, fold: FactFold, moved: readonly MovedAccount[]): Statement[] {
  if (moved.length === 0) return [];
  return [
    ...moveAccounts(ctx, moved),
    ...jsonChunks([...fold.usage.values()]).map((rows) => addUsage(ctx, rows)),
    ...jsonChunks(fold.estimates).map((rows) => addEstimates(ctx, rows)),
    ...jsonChunks([...fold.sources.values()]).map((rows) => putSources(ctx, rows)),
  ];
}

/**
 * Reads what happened in the ledgers since they were last read, account by account and page by page,
 * and adds it to the sums that outside books are compared with: each transaction once. Holds in
 * memory a page of facts and the sums of the step, whatever the number of accounts and charges.
 */
export async function readLedgers(ctx: Ctx, run: RunRow): Promise<Step> {
  const accounts = await listMoved(ctx, run.after);
  const upstreams = new Upstreams();
  const fold = new FactFold(upstreams.find);
  const moved: MovedAccount[] = [];
  let transactions = 0;
  let finished = 0;
  let { after } = run;
  for (const account of accounts) {
    if (transactions >= TRANSACTIONS_PER_STEP) break;
    const limit = TRANSACTIONS_PER_STEP - transactions;
    const { toSeq, done } = await readAccount(ctx, account, { fold, upstreams, limit });
    moved.push({ ...account, toSeq });
    transactions += toSeq - account.fromSeq;
    if (!done) break;
    finished += 1;
    after = account.accountId;
  }
  const isLast = accounts.length < ACCOUNTS_PER_STEP && finished === accounts.length;
  return {
    statements: foldStatements(ctx, fold, moved),
    after: isLast ? null : after,
    accounts: finished,
    transactions,
  };
}

/** An account that is further behind waits for the next run. */
const CATCH_UP_MAX = 200_000;

/** What reads one account up to now, for a look at what a fix did. */
export async function catchUpAccount(ctx: Ctx, accountId: AccountId): Promise<Statement[]> {
  const known = await ctx.db
    .select({ seq: reconciledAccounts.seq })
    .from(reconciledAccounts)
    .where(eq(reconciledAccounts.accountId, accountId))
    .get();
  const account = { accountId, fromSeq: known?.seq ?? 0 };
  const upstreams = new Upstreams();
  const fold = new FactFold(upstreams.find);
  const { toSeq } = await readAccount(ctx, account, { fold, upstreams, limit: CATCH_UP_MAX });
  return toSeq === account.fromSeq ? [] : foldStatements(ctx, fold, [{ ...account, toSeq }]);
}
