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
/** How many steps of audits one run takes, of whatever accounts: about a million transactions. */
export const STEPS_PER_RUN = 2_000;
const PAGE = 50;
const FINDINGS_MAX = 200;

type CheckRow = typeof ledgerChecks.$inferSelect;

/**
 * Stores where the chains stand, outside the objects that could rewrite themselves: an object of its
 * own for each page, so that no page rewrites another.
 */
async function storeHeads(ctx: Ctx, row: CheckRow, checks: readonly AccountCheck[]): Promise<void> {
  const [first] = checks;
  if (first === undefined) return;
  const heads = Object.fromEntries(
    checks.map(({ accountId, report }) => [
      accountId,
      { seq: report.transactions, hash: report.headHash },
    ]),
  );
  const key = `ledger-heads/${row.day}/${row.id}/${first.accountId}.json`;
  await ctx.bucket.put(key, JSON.stringify({ day: row.day, heads }), {
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
    auditing: null,
    accounts: 0,
    transactions: 0,
    failed: 0,
    findings: [],
  };
  await ctx.db.insert(ledgerChecks).values(row);
  return row;
}

/** Checks accounts one after the other while there are steps left. */
async function checkPage(
  ctx: Ctx,
  row: CheckRow,
  accountIds: readonly AccountId[],
  stepsMax: number,
): Promise<{ checks: AccountCheck[]; steps: number }> {
  const checks: AccountCheck[] = [];
  let steps = 0;
  for (const accountId of accountIds) {
    if (steps >= stepsMax) break;
    const from = row.auditing?.accountId === accountId ? row.auditing.cursor : null;
    const progress = await checkAccount(ctx, accountId, { from, stepsMax: stepsMax - steps });
    steps += progress.steps;
    row.auditing = progress.done ? null : { accountId, cursor: progress.cursor };
    if (progress.done) checks.push(progress.check);
  }
  return { checks, steps };
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

function toView(row: CheckRow): LedgerCheckView {
  const { cursor: _, auditing: __, ...view } = row;
  return view;
}

async function saveReport(ctx: Ctx, row: CheckRow): Promise<void> {
  await ctx.db.update(ledgerChecks).set(row).where(eq(ledgerChecks.id, row.id));
}

/**
 * Folds every account of the deployment from its first entry, compares each with its projection and
 * with what the last check saw, stores the heads of the chains in the bucket and writes a report. It
 * goes on where an unfinished check stopped, in the middle of an account too, at most `accountsMax`
 * accounts and `stepsMax` steps of their audits a run. For jobs and the operator; safe to run at any
 * time.
 */
export async function checkLedgers(
  ctx: Ctx,
  { accountsMax = ACCOUNTS_PER_RUN, stepsMax = STEPS_PER_RUN } = {},
): Promise<LedgerCheckView> {
  requireOperator(ctx);
  const row = await beginCheck(ctx);
  let stepsLeft = stepsMax;
  for (let left = accountsMax; left > 0 && stepsLeft > 0; left -= PAGE) {
    const limit = Math.min(PAGE, left);
    const page = await ctx.db
      .select({ accountId: workspaces.accountId })
      .from(workspaces)
      .where(gt(workspaces.accountId, row.cursor as AccountId))
      .orderBy(asc(workspaces.accountId))
      .limit(limit);
    const accountIds = page.map(({ accountId }) => accountId);
    const { checks, steps } = await checkPage(ctx, row, accountIds, stepsLeft);
    stepsLeft -= steps;
    await storeHeads(ctx, row, checks);
    addToReport(row, checks);
    if (page.length < limit && checks.length === page.length) row.finishedAtMs = ctx.clock.now();
    await saveReport(ctx, row);
    if (row.finishedAtMs !== null) break;
  }
  if (row.failed > 0) {
    const cause = new Error(`${row.failed} ledgers do not add up`);
    ctx.log.error("ledger-check.failed", cause, { findings: row.findings });
  }
  return toView(row);
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
  const rows = await ctx.db
    .select()
    .from(ledgerChecks)
    .where(isNotNull(ledgerChecks.finishedAtMs))
    .orderBy(desc(ledgerChecks.startedAtMs))
    .limit(limit);
  return rows.map(toView);
}
