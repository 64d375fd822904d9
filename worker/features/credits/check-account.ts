import { eq } from "drizzle-orm";
import type { AccountId } from "#core/ids";
import { type AuditCursor, type AuditReport, type Ledger, ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { projectAccount } from "./project-account.ts";
import { creditAccounts } from "./tables.ts";

/** What the check of one account found; an empty list is a clean one. */
export interface AccountCheck {
  accountId: AccountId;
  report: AuditReport;
  findings: string[];
}

type AccountRow = typeof creditAccounts.$inferSelect;

async function findRow(ctx: Ctx, accountId: AccountId): Promise<AccountRow | undefined> {
  return await ctx.db
    .select()
    .from(creditAccounts)
    .where(eq(creditAccounts.accountId, accountId))
    .get();
}

/** The chain must still contain the head that an earlier check saw. */
async function findRewriting(ledger: Ledger, row: AccountRow | undefined): Promise<string[]> {
  if (row === undefined || row.checkedSeq === null || row.checkedSeq === 0) return [];
  const [then] = await ledger.transactions({ afterSeq: row.checkedSeq - 1, limit: 1 });
  if (then !== undefined && then.seq === row.checkedSeq && then.hash === row.checkedHash) return [];
  return [`transaction ${row.checkedSeq} is not the one that the last check saw`];
}

/** What the database says must be what the ledger says, as of the row's own transaction. */
async function findDrift(ledger: Ledger, row: AccountRow): Promise<string[]> {
  const [last] = await ledger.transactions({ afterSeq: row.seq - 1, limit: 1 });
  const agrees =
    last !== undefined &&
    last.seq === row.seq &&
    last.hash === row.headHash &&
    last.balanceAfterMicroPt === row.balanceMicroPt &&
    last.heldAfterMicroPt === row.heldMicroPt;
  return agrees ? [] : ["the database's balance is not the ledger's"];
}

/** An account that is checked, or where its unfinished audit goes on. */
export type AccountProgress =
  | { done: true; check: AccountCheck; steps: number }
  | { done: false; cursor: AuditCursor; steps: number };

async function concludeCheck(ctx: Ctx, ledger: Ledger, report: AuditReport): Promise<AccountCheck> {
  const { accountId } = ledger;
  const before = await findRow(ctx, accountId);
  const findings = await findRewriting(ledger, before);
  const drift = before === undefined ? [] : await findDrift(ledger, before);
  if (drift.length === 0) await projectAccount(ctx, accountId);
  findings.push(...drift, ...report.findings);
  if (report.openHolds > 0 && report.heldMicroPt <= 0) findings.push("open holds hold nothing");
  if (findings.length === 0 && report.transactions > 0) {
    await ctx.db
      .update(creditAccounts)
      .set({
        checkedSeq: report.transactions,
        checkedHash: report.headHash,
        checkedAtMs: ctx.clock.now(),
      })
      .where(eq(creditAccounts.accountId, accountId));
  }
  return { accountId, report, findings };
}

/**
 * Folds one account from its first entry, or from where an earlier call stopped, and compares the
 * result with what the database says and with what the last check saw. At most `stepsMax` steps of
 * some hundred transactions; what is left is for the next call. It corrects nothing; a clean
 * account's head is remembered.
 */
export async function checkAccount(
  ctx: Ctx,
  accountId: AccountId,
  { from = null, stepsMax }: { from?: AuditCursor | null; stepsMax: number },
): Promise<AccountProgress> {
  const ledger = ledgerOf(ctx.env, accountId);
  let cursor = from;
  for (let steps = 1; ; steps++) {
    const page = await ledger.auditPage(cursor);
    if (page.done) {
      return { done: true, check: await concludeCheck(ctx, ledger, page.report), steps };
    }
    ({ cursor } = page);
    if (steps >= stepsMax) return { done: false, cursor, steps };
  }
}
