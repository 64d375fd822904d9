import { and, asc, eq, gt, isNotNull, sql } from "drizzle-orm";
import { priceTokens, type TokenCounts } from "#core/pricing";
import { findRateCard, pricesMicro } from "#features/models";
import { addDays, listProviderUsage } from "#features/provider-usage";
import { providerReports } from "#features/provider-usage/tables";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { guardRow, type Statement } from "#platform/db";
import {
  type Bucket,
  decideTrueUp,
  type ShareState,
  type Shares,
  takeShare,
} from "./decide-true-up.ts";
import { matchModel, noTokens } from "./decide-usage.ts";
import { readKnownModels, readLedgerDays } from "./read-usage.ts";
import type { RunRow, Step } from "./stage.ts";
import { estimatedCharges, trueUps } from "./tables.ts";

/** Charges that one step trues up: each is a call to its ledger. */
const CHARGES_PER_STEP = 50;

type TrueUpRow = typeof trueUps.$inferSelect;
type EstimateRow = typeof estimatedCharges.$inferSelect;
type Place = Pick<TrueUpRow, "provider" | "day" | "model">;

const e = estimatedCharges;
const t = trueUps;

function estimatesOf({ provider, day, model }: Place) {
  return and(eq(e.provider, provider), eq(e.day, day), eq(e.model, model));
}

function trueUpOf({ provider, day, model }: Place) {
  return and(eq(t.provider, provider), eq(t.day, day), eq(t.model, model));
}

interface WaitingBucket extends Place {
  charges: number;
  /** Estimates of families that are estimated. */
  inputWeight: number;
  outputWeight: number;
  /** Tokens of families that were counted. */
  counted: TokenCounts;
  countedEarlier: TokenCounts;
  reportDigest: string;
}

/** The next bucket whose report is final and whose estimates were not decided by it yet. */
async function findWaiting(ctx: Ctx, after: string): Promise<WaitingBucket | undefined> {
  const [provider = "", day = "", model = ""] = after === "" ? [] : (JSON.parse(after) as string[]);
  const inputs = sql`${e.inputTokens} + ${e.cachedReadTokens} + ${e.cacheWriteTokens}`;
  const sum = (expression: ReturnType<typeof sql>) =>
    sql<number>`COALESCE(SUM(${expression}), 0)`.mapWith(Number);
  const ofInput = (tokens: ReturnType<typeof sql>) =>
    sum(sql`CASE WHEN NOT ${e.inputEstimated} THEN ${tokens} END`);
  const earlierInput = (tokens: ReturnType<typeof sql>) =>
    sum(sql`CASE WHEN NOT ${e.inputEstimated} AND ${e.startedEarlier} THEN ${tokens} END`);
  const row = await ctx.db
    .select({
      provider: e.provider,
      day: e.day,
      model: e.model,
      reportDigest: providerReports.digest,
      charges: sum(sql`1`),
      inputWeight: sum(sql`CASE WHEN ${e.inputEstimated} THEN ${inputs} END`),
      outputWeight: sum(sql`CASE WHEN ${e.outputEstimated} THEN ${e.outputTokens} END`),
      input: ofInput(sql`${e.inputTokens}`),
      cachedRead: ofInput(sql`${e.cachedReadTokens}`),
      cacheWrite: ofInput(sql`${e.cacheWriteTokens}`),
      output: sum(sql`CASE WHEN NOT ${e.outputEstimated} THEN ${e.outputTokens} END`),
      earlierInput: earlierInput(sql`${e.inputTokens}`),
      earlierCachedRead: earlierInput(sql`${e.cachedReadTokens}`),
      earlierCacheWrite: earlierInput(sql`${e.cacheWriteTokens}`),
      earlierOutput: sum(
        sql`CASE WHEN NOT ${e.outputEstimated} AND ${e.startedEarlier} THEN ${e.outputTokens} END`,
      ),
    })
    .from(e)
    .innerJoin(
      providerReports,
      and(eq(providerReports.provider, e.provider), eq(providerReports.day, e.day)),
    )
    .where(
      and(
        eq(e.state, "waiting"),
        isNotNull(providerReports.finalAtMs),
        sql`(${e.provider}, ${e.day}, ${e.model}) > (${provider}, ${day}, ${model})`,
      ),
    )
    .groupBy(e.provider, e.day, e.model, providerReports.digest)
    .orderBy(asc(e.provider), asc(e.day), asc(e.model))
    .limit(1)
    .get();
  if (row === undefined) return undefined;
  const { input, cachedRead, cacheWrite, output, ...rest } = row;
  const countedEarlier = {
    input: row.earlierInput,
    cachedRead: row.earlierCachedRead,
    cacheWrite: row.earlierCacheWrite,
    output: row.earlierOutput,
  };
  return { ...rest, counted: { input, cachedRead, cacheWrite, output }, countedEarlier };
}

function plus(a: TokenCounts, b: TokenCounts): TokenCounts {
  return {
    input: a.input + b.input,
    cachedRead: a.cachedRead + b.cachedRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    output: a.output + b.output,
  };
}

/** What is known of the bucket; undefined when the report says nothing of its model. */
async function readBucket(ctx: Ctx, waiting: WaitingBucket): Promise<Bucket | undefined> {
  const { provider, day, model } = waiting;
  const range = { fromDay: day, toDay: day };
  const days = await readLedgerDays(ctx, provider, range);
  const models = await readKnownModels(ctx, provider, days);
  const rows = (await listProviderUsage(ctx, range, provider)).filter(
    (row) => matchModel(row.model, models.known) === model,
  );
  if (rows.length === 0) return undefined;
  const own = days.find((one) => one.day === day && one.model === model);
  const next = days.find((one) => one.day === addDays(day, 1) && one.model === model);
  return {
    reported: rows.reduce((sum, row) => plus(sum, row.tokens), noTokens),
    exact: plus(own?.exact ?? noTokens, waiting.counted),
    earlier: plus(own?.earlier ?? noTokens, waiting.countedEarlier),
    later: next?.earlier ?? noTokens,
    estimatedInput: waiting.inputWeight,
    estimatedOutput: waiting.outputWeight,
  };
}

function decisionRow(
  ctx: Ctx,
  waiting: WaitingBucket,
  decided: Pick<TrueUpRow, "state" | "reason"> & { shares: Shares },
): Statement {
  const { provider, day, model, reportDigest, charges, inputWeight, outputWeight } = waiting;
  const row: TrueUpRow = {
    provider,
    day,
    model,
    reportDigest,
    charges,
    inputWeight,
    outputWeight,
    state: decided.state,
    reason: decided.reason,
    shares: { ...decided.shares },
    appliedTo: "",
    inputBefore: 0,
    outputBefore: 0,
    decidedAtMs: ctx.clock.now(),
    appliedAtMs: null,
  };
  return ctx.db
    .insert(t)
    .values(row)
    .onConflictDoUpdate({ target: [t.provider, t.day, t.model], set: row });
}

/** Holds while no other estimate has come to the bucket. */
function stillThere(ctx: Ctx, waiting: WaitingBucket): Statement {
  const counted = ctx.db
    .select({ charges: sql`COUNT(*)` })
    .from(e)
    .where(and(estimatesOf(waiting), eq(e.state, "waiting")));
  return guardRow(ctx.db, sql`(${counted}) = ${waiting.charges}`);
}

/** Decides a bucket once and for all, or notes why it cannot be decided by this report. */
async function decideBucket(ctx: Ctx, waiting: WaitingBucket): Promise<Step> {
  const after = JSON.stringify([waiting.provider, waiting.day, waiting.model]);
  const before = await ctx.db.select().from(t).where(trueUpOf(waiting)).get();
  const isKnown =
    before !== undefined &&
    (before.state !== "refused" ||
      (before.reportDigest === waiting.reportDigest && before.charges === waiting.charges));
  if (isKnown) return { statements: [], after };
  const bucket = await readBucket(ctx, waiting);
  const decided = bucket === undefined ? undefined : decideTrueUp(bucket);
  if (decided === undefined || !decided.ok) {
    const reason = decided === undefined ? "not-reported" : decided.reason;
    const row = decisionRow(ctx, waiting, { state: "refused", reason, shares: noTokens });
    return { statements: [row], after };
  }
  return {
    statements: [
      stillThere(ctx, waiting),
      decisionRow(ctx, waiting, { state: "decided", reason: null, shares: decided.value }),
      ctx.db
        .update(e)
        .set({ state: "sharing" })
        .where(and(estimatesOf(waiting), eq(e.state, "waiting"))),
    ],
    after,
  };
}

function callOf(row: EstimateRow) {
  const { inputEstimated, outputEstimated } = row;
  const tokens = {
    input: row.inputTokens,
    cachedRead: row.cachedReadTokens,
    cacheWrite: row.cacheWriteTokens,
    output: row.outputTokens,
  };
  return { tokens, inputEstimated, outputEstimated };
}

/** What the tokens cost at the prices that were pinned; undefined when the card is not known. */
async function priceOf(
  ctx: Ctx,
  { rateCardVersion, cardModel }: EstimateRow,
  tokens: TokenCounts,
): Promise<number | undefined> {
  const card = await findRateCard(ctx, rateCardVersion);
  const model = card?.models.find(({ id }) => id === cardModel);
  return model === undefined ? undefined : priceTokens(pricesMicro(model), tokens);
}

/**
 * Tells the ledger what the charge should have been, once: the key is the charge's own. A charge
 * that is no estimate any more, or of which nothing is known, stays as it is.
 */
async function truePrice(ctx: Ctx, row: EstimateRow, tokens: TokenCounts): Promise<number | null> {
  const chargeMicroPt = await priceOf(ctx, row, tokens);
  if (chargeMicroPt === undefined || row.bearer === "platform") return chargeMicroPt ?? null;
  const result = await ledgerOf(ctx.env, row.accountId).apply<"trueUp">({
    type: "trueUp",
    key: `true-up:${row.id}`,
    chargeId: row.id,
    chargeMicroPt,
    usage: { classes: tokens, complete: true, estimated: [], raw: [] },
  });
  if (result.ok) return result.value.chargeMicroPt;
  ctx.log.error("reconciliation.true-up-refused", new Error(result.detail), { chargeId: row.id });
  return null;
}

function truedRow(
  ctx: Ctx,
  { id }: EstimateRow,
  tokens: TokenCounts,
  truedChargeMicroPt: number | null,
): Statement {
  return ctx.db
    .update(e)
    .set({
      state: "trued",
      inputTokens: tokens.input,
      cachedReadTokens: tokens.cachedRead,
      cacheWriteTokens: tokens.cacheWrite,
      outputTokens: tokens.output,
      truedChargeMicroPt,
      truedAtMs: ctx.clock.now(),
    })
    .where(eq(e.id, id));
}

/** Applies the next charges of a decided bucket. */
async function applyShares(ctx: Ctx, run: RunRow, bucket: TrueUpRow): Promise<Step> {
  const rows = await ctx.db
    .select()
    .from(e)
    .where(and(estimatesOf(bucket), eq(e.state, "sharing"), gt(e.id, bucket.appliedTo)))
    .orderBy(asc(e.id))
    .limit(CHARGES_PER_STEP);
  const { input = 0, cachedRead = 0, cacheWrite = 0, output = 0 } = bucket.shares;
  const shares: Shares = { input, cachedRead, cacheWrite, output };
  let state: ShareState = bucket;
  const statements: Statement[] = [];
  for (const row of rows) {
    const taken = takeShare(callOf(row), shares, state);
    ({ state } = taken);
    const chargeMicroPt = await truePrice(ctx, row, taken.tokens);
    statements.push(truedRow(ctx, row, taken.tokens, chargeMicroPt));
  }
  const isLast = rows.length < CHARGES_PER_STEP;
  statements.push(
    ctx.db
      .update(t)
      .set({
        appliedTo: rows.at(-1)?.id ?? bucket.appliedTo,
        inputBefore: state.inputBefore,
        outputBefore: state.outputBefore,
        ...(isLast ? { state: "applied" as const, appliedAtMs: ctx.clock.now() } : {}),
      })
      .where(trueUpOf(bucket)),
  );
  const truedUp = rows.filter(({ bearer }) => bearer === "customer").length;
  return { statements, after: run.after, truedUp };
}

/**
 * Replaces estimated charges by what the providers reported, bucket by bucket: a provider, a day, a
 * model. A bucket is decided once, when its report is final, and then applied charge by charge with
 * keys of its own, so that a crash at any point repeats what it did with the same result.
 */
export async function trueUpEstimates(ctx: Ctx, run: RunRow): Promise<Step> {
  const decided = await ctx.db.select().from(t).where(eq(t.state, "decided")).limit(1).get();
  if (decided !== undefined) return await applyShares(ctx, run, decided);
  const waiting = await findWaiting(ctx, run.after);
  return waiting === undefined ? { statements: [], after: null } : await decideBucket(ctx, waiting);
}
