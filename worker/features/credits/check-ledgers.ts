import { asc, desc, eq, gt, isNotNull, isNull } from "drizzle-orm";
import { type AccountId, newId } from "#core/ids";
import { toIso } from "#core/time";
import { requireOperator } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import { type AccountCheck, checkAccount } from "./check-account.ts";
import type { LedgerCheckView } from "./schema.ts";
import { ledgerChecks } from "./tables.ts";

/** How many accounts one run takes; what is left is for the next run. */
export const ACCOUNTS_PER_RUN = 500;
const PAGE = 50;
const FINDINGS_MAX = 200;

type CheckRow = typeof ledgerChecks.$inferSelect;

interface ChainHeads {
  day: string;
  heads: Record<string, { seq: number; hash: string }>;
}

function headsKey(day: string): string {
  return `ledger-heads/${day}.json`;
}

/** Stores where the chains stand, outside the objects that could rewrite themselves. */
async function storeHeads(ctx: Ctx, day: string, checks: readonly AccountCheck[]): Promise<void> {
  const known = await ctx.bucket.get(headsKey(day));
  const stored: ChainHeads = known === null ? { day, heads: {} } : await known.json<ChainHeads>();
  for (const { accountId, report } of checks) {
    stored.heads[accountId] = { seq: report.transactions, hash: report.headHash };
  }
  await ctx.bucket.put(headsKey(day), JSON.stringify(stored), {
    httpMetadata: { contentType: "application/json" },
  });
}

async function beginCheck(ctx: Ctx): Promise<CheckRow> {
  const unfinished = await ctx.db
    .select()
    .from(ledgerChecks)
    .where(isNull(ledgerChecks.finishedAtMs))
    .orderBy(desc(ledgerChecks.startedAtMs))
    .limit(1)
    .get();
  if (unfinished !== undefined) return unfinished;
  const now = ctx.clock.now();
  const row: CheckRow = {
    id: newId("job", now),
    day: toIso(now).slice(0, 10),
    startedAtMs: now,
    finishedAtMs: null,
    cursor: "",
    accounts: 0,
    transactions: 0,
    failed: 0,
    findings: [],
  };
  await ctx.db.insert(ledgerChecks).values(row);
  return row;
}

async function checkPage(ctx: Ctx, accountIds: readonly AccountId[]): Promise<AccountCheck[]> {
  const checks: AccountCheck[] = [];
  for (const accountId of accountIds) checks.push(await checkAccount(ctx, accountId));
  return checks;
}

function addToReport(row: CheckRow, checks: readonly AccountCheck[]): void {
  for (const { accountId, report, findings } of checks) {
    row.cursor = accountId;
    row.accounts += 1;
    row.transactions += report.transactions;
    if (findings.length === 0) continue;
    row.failed += 1;
    if (row.findings.length < FINDINGS_MAX) row.findings.push({ accountId, findings });
  }
}

async function saveReport(ctx: Ctx, row: CheckRow): Promise<void> {
  await ctx.db.update(ledgerChecks).set(row).where(eq(ledgerChecks.id, row.id));
}

/**
 * Folds every account of the deployment from its first entry, compares each with its projection and
 * with what the last check saw, stores the heads of the chains in the bucket and writes a report. It
 * goes on where an unfinished check stopped, at most `accountsMax` accounts a run. For jobs and the
 * operator; safe to run at any time.
 */
export async function checkLedgers(
  ctx: Ctx,
  { accountsMax = ACCOUNTS_PER_RUN }: { accountsMax?: number } = {},
): Promise<LedgerCheckView> {
  requireOperator(ctx);
  const row = await beginCheck(ctx);
  for (let left = accountsMax; left > 0; left -= PAGE) {
    const limit = Math.min(PAGE, left);
    const page = await ctx.db
      .select({ accountId: workspaces.accountId })
      .from(workspaces)
      .where(gt(workspaces.accountId, row.cursor as AccountId))
      .orderBy(asc(workspaces.accountId))
      .limit(limit);
    const checks = await checkPage(
      ctx,
      page.map(({ accountId }) => accountId),
    );
    if (checks.length > 0) await storeHeads(ctx, row.day, checks);
    addToReport(row, checks);
    if (page.length < limit) row.finishedAtMs = ctx.clock.now();
    await saveReport(ctx, row);
    if (row.finishedAtMs !== null) break;
  }
  if (row.failed > 0) {
    const cause = new Error(`${row.failed} ledgers do not add up`);
    ctx.log.error("ledger-check.failed", cause, { findings: row.findings });
  }
  return row;
}

/** Goes on with a check that was too long for one run; undefined when there is none. */
export async function continueCheck(ctx: Ctx): Promise<LedgerCheckView | undefined> {
  const unfinished = await ctx.db
    .select({ id: ledgerChecks.id })
    .from(ledgerChecks)
    .where(isNull(ledgerChecks.finishedAtMs))
    .limit(1)
    .get();
  return unfinished === undefined ? undefined : await checkLedgers(ctx);
}

/** The latest finished reports, newest first. For the operator. */
export async function listLedgerChecks(ctx: Ctx, limit = 30): Promise<LedgerCheckView[]> {
  requireOperator(ctx);
  return await ctx.db
    .select()
    .from(ledgerChecks)
    .where(isNotNull(ledgerChecks.finishedAtMs))
    .orderBy(desc(ledgerChecks.startedAtMs))
    .limit(limit);
}
