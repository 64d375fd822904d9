import { eq, sql } from "drizzle-orm";
import type { AccountId } from "#core/ids";
import { toIso } from "#core/time";
import { type Ledger, ledgerOf, type TransactionDocument } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch, type Statement } from "#platform/db";
import { creditAccounts, usageDaily } from "./tables.ts";
import { type UsageRow, usageRowOf } from "./usage-row.ts";

const PAGE = 500;
const TRIES_MAX = 5;

type DayRow = typeof usageDaily.$inferInsert;

/** Sums usage by day, model, feature and spender. */
export function toUsageDays(accountId: AccountId, rows: readonly UsageRow[]): DayRow[] {
  const days = new Map<string, DayRow>();
  for (const row of rows) {
    const { model, feature, memberId, apiKeyId, tokens } = row;
    const day = toIso(row.atMs).slice(0, 10);
    const key = JSON.stringify([day, model, feature, memberId, apiKeyId]);
    const sum = days.get(key) ?? {
      accountId,
      day,
      model,
      feature,
      memberId,
      apiKeyId,
      answers: 0,
      inputTokens: 0,
      cachedReadTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 0,
      chargedMicroPt: 0,
    };
    sum.answers += row.kind === "settle" ? 1 : 0;
    sum.inputTokens += tokens.input;
    sum.cachedReadTokens += tokens.cachedRead;
    sum.cacheWriteTokens += tokens.cacheWrite;
    sum.outputTokens += tokens.output;
    sum.chargedMicroPt += row.chargedMicroPt;
    days.set(key, sum);
  }
  return [...days.values()];
}

function addDay(ctx: Ctx, day: DayRow): Statement {
  return ctx.db
    .insert(usageDaily)
    .values(day)
    .onConflictDoUpdate({
      target: [
        usageDaily.accountId,
        usageDaily.day,
        usageDaily.model,
        usageDaily.feature,
        usageDaily.memberId,
        usageDaily.apiKeyId,
      ],
      set: {
        answers: sql`${usageDaily.answers} + ${day.answers}`,
        inputTokens: sql`${usageDaily.inputTokens} + ${day.inputTokens}`,
        cachedReadTokens: sql`${usageDaily.cachedReadTokens} + ${day.cachedReadTokens}`,
        cacheWriteTokens: sql`${usageDaily.cacheWriteTokens} + ${day.cacheWriteTokens}`,
        outputTokens: sql`${usageDaily.outputTokens} + ${day.outputTokens}`,
        chargedMicroPt: sql`${usageDaily.chargedMicroPt} + ${day.chargedMicroPt}`,
      },
    });
}

function moveAccount(ctx: Ctx, accountId: AccountId, last: TransactionDocument): Statement {
  const state = {
    seq: last.seq,
    balanceMicroPt: last.balanceAfterMicroPt,
    heldMicroPt: last.heldAfterMicroPt,
    headHash: last.hash,
    atMs: last.atMs,
  };
  return ctx.db
    .insert(creditAccounts)
    .values({ accountId, ...state })
    .onConflictDoUpdate({ target: creditAccounts.accountId, set: state });
}

/** Adds one page of transactions; false when someone else has added it meanwhile. */
async function addPage(
  ctx: Ctx,
  accountId: AccountId,
  page: readonly TransactionDocument[],
  afterSeq: number,
): Promise<boolean> {
  const last = page.at(-1);
  if (last === undefined) return true;
  const rows = page.flatMap((transaction) => usageRowOf(transaction) ?? []);
  const isNext = sql`COALESCE((SELECT ${creditAccounts.seq} FROM ${creditAccounts} WHERE ${creditAccounts.accountId} = ${accountId}), 0) = ${afterSeq}`;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, isNext),
      ...toUsageDays(accountId, rows).map((day) => addDay(ctx, day)),
      moveAccount(ctx, accountId, last),
    ]);
    return true;
  } catch (cause) {
    if (isGuardFailure(cause)) return false;
    throw cause;
  }
}

async function projectedSeq(ctx: Ctx, accountId: AccountId): Promise<number> {
  const row = await ctx.db
    .select({ seq: creditAccounts.seq })
    .from(creditAccounts)
    .where(eq(creditAccounts.accountId, accountId))
    .get();
  return row?.seq ?? 0;
}

async function readNext(ledger: Ledger, afterSeq: number): Promise<TransactionDocument[]> {
  return await ledger.transactions({ afterSeq, limit: PAGE });
}

/**
 * Brings the account's row and its usage days up to the ledger. Each transaction counts once and in
 * order, whatever is repeated, reordered or runs at the same time; the row never goes back.
 */
export async function projectAccount(ctx: Ctx, accountId: AccountId): Promise<void> {
  const ledger = ledgerOf(ctx.env, accountId);
  let afterSeq = await projectedSeq(ctx, accountId);
  for (let overtaken = 0; ;) {
    const page = await readNext(ledger, afterSeq);
    if (page.length === 0) return;
    if (await addPage(ctx, accountId, page, afterSeq)) {
      if (page.length < PAGE) return;
      afterSeq = page.at(-1)?.seq ?? afterSeq;
      continue;
    }
    overtaken += 1;
    if (overtaken === TRIES_MAX) throw new Error("Others keep projecting this account");
    afterSeq = await projectedSeq(ctx, accountId);
  }
}
