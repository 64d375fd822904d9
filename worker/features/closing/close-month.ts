import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import type { AccountId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { creditAccounts } from "#features/credits/tables";
import { mailRows } from "#features/mail";
import { noticeRows } from "#features/notices";
import { webhookRows } from "#features/webhooks";
import { listBillingContacts, requireOperator } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch, type Statement } from "#platform/db";
import { closeAccount, type StatementRow } from "./close-account.ts";
import { addRevenue } from "./decide-revenue.ts";
import { addMovements, noMovements } from "./fold-month.ts";
import { monthOf, nextMonth, spanOf } from "./months.ts";
import { type CloseView, Month } from "./schema.ts";
import { accountStatements, monthCloses } from "./tables.ts";
import { toCloseView } from "./to-close-view.ts";

/** How much one run takes; what is left is for the next run. */
const TRANSACTIONS_PER_RUN = 50_000;
const ACCOUNTS_PER_RUN = 1_000;
const ACCOUNTS_PAGE = 50;

type CloseRow = typeof monthCloses.$inferSelect;

/** What one run may do. */
export interface CloseBudget {
  accountsMax?: number;
  transactionsMax?: number;
}

/** The month that must be closed next: after the last closed one, or the first with an account. */
export async function findDueMonth(ctx: Ctx): Promise<string | undefined> {
  const last = await ctx.db
    .select({ month: monthCloses.month, state: monthCloses.state })
    .from(monthCloses)
    .orderBy(desc(monthCloses.month))
    .limit(1)
    .get();
  if (last?.state === "running") return last.month;
  if (last !== undefined) return nextMonth(last.month);
  const first = await ctx.db
    .select({ atMs: sql<number | null>`min(${workspaces.createdAtMs})`.mapWith(Number) })
    .from(workspaces)
    .get();
  return first === undefined || first.atMs === null || first.atMs === 0
    ? undefined
    : monthOf(first.atMs);
}

/** A month can be closed once it is over, after the one before it. */
async function requireDue(ctx: Ctx, month: string): Promise<void> {
  const due = await findDueMonth(ctx);
  if (due !== undefined && month < due) {
    throw new Problem("period-locked", { detail: `${month} is closed.`, extensions: { month } });
  }
  if (due !== month) {
    throw new Problem("conflict", {
      detail: due === undefined ? "There is nothing to close." : `${due} must be closed first.`,
      extensions: { dueMonth: due ?? null },
    });
  }
  if (spanOf(month).endsAtMs > ctx.clock.now()) {
    throw new Problem("conflict", { detail: `${month} is not over yet.` });
  }
}

async function begin(ctx: Ctx, month: string): Promise<CloseRow> {
  await runBatch(ctx.db, [
    ctx.db
      .insert(monthCloses)
      .values({
        month,
        state: "running",
        startedAtMs: ctx.clock.now(),
        closedAtMs: null,
        cursor: "",
        accounts: 0,
        transactions: 0,
        openingMicroPt: 0,
        closingMicroPt: 0,
        movements: noMovements(),
        revenue: [],
      })
      .onConflictDoNothing(),
    auditRow(ctx, "closing.started", month),
  ]);
  const row = await ctx.db.select().from(monthCloses).where(eq(monthCloses.month, month)).get();
  if (row === undefined) throw new Error("A close that was just written is there");
  return row;
}

/** Tells those who pay that their statement is there. Who never paid is not written to. */
async function announce(ctx: Ctx, statement: StatementRow): Promise<Statement[]> {
  const { month, workspaceId, accountId, revenue } = statement;
  if (revenue.length === 0) return [];
  const href = `/billing/statements/${month}`;
  const key = `statement:${month}:${accountId}`;
  const contacts = await listBillingContacts(ctx, workspaceId);
  return [
    ...contacts.flatMap(({ email, name, locale, userId }) =>
      mailRows(ctx, {
        to: email,
        template: "statement-ready",
        locale,
        data: { name, url: `${ctx.origin}${href}`, month },
        key: `${key}:${userId}`,
      }),
    ),
    ...noticeRows(ctx, { workspaceId, key, kind: "statement-ready", data: { month }, href }),
    ...webhookRows(ctx, {
      workspaceId,
      type: "statement.ready",
      data: { month, closingMicroPt: String(statement.closingMicroPt) },
      key,
    }),
  ];
}

function upsert(ctx: Ctx, row: StatementRow): Statement {
  const { isWhole, closingMicroPt, movements, revenue, transactions, books } = row;
  return ctx.db
    .insert(accountStatements)
    .values(row)
    .onConflictDoUpdate({
      target: [accountStatements.month, accountStatements.accountId],
      set: { isWhole, closingMicroPt, movements, revenue, transactions, books },
    });
}

/** Adds an account to the close. Only one run at a time gets past an account. */
async function addAccount(ctx: Ctx, close: CloseRow, statement: StatementRow): Promise<CloseRow> {
  const { month } = close;
  const isNext = sql`(SELECT ${monthCloses.cursor} FROM ${monthCloses} WHERE ${monthCloses.month} = ${month} AND ${monthCloses.state} = 'running') = ${close.cursor}`;
  if (!statement.isWhole) {
    await runBatch(ctx.db, [guardRow(ctx.db, isNext), upsert(ctx, statement)]);
    return close;
  }
  const next: CloseRow = {
    ...close,
    cursor: statement.accountId,
    accounts: close.accounts + 1,
    transactions: close.transactions + statement.transactions,
    openingMicroPt: close.openingMicroPt + statement.openingMicroPt,
    closingMicroPt: close.closingMicroPt + statement.closingMicroPt,
    movements: addMovements(close.movements, statement.movements),
    revenue: addRevenue(close.revenue, statement.revenue),
  };
  await runBatch(ctx.db, [
    guardRow(ctx.db, isNext),
    upsert(ctx, statement),
    ctx.db.update(monthCloses).set(next).where(eq(monthCloses.month, month)),
    ...(await announce(ctx, statement)),
  ]);
  return next;
}

async function finish(ctx: Ctx, close: CloseRow): Promise<CloseRow> {
  const closed: CloseRow = { ...close, state: "closed", closedAtMs: ctx.clock.now() };
  await runBatch(ctx.db, [
    ctx.db
      .update(monthCloses)
      .set({ state: "closed", closedAtMs: closed.closedAtMs })
      .where(and(eq(monthCloses.month, close.month), eq(monthCloses.cursor, close.cursor))),
    auditRow(ctx, "closing.closed", close.month, { accounts: close.accounts }),
  ]);
  return closed;
}

async function nextAccounts(ctx: Ctx, cursor: string, limit: number) {
  return await ctx.db
    .select({ accountId: creditAccounts.accountId, workspaceId: workspaces.id })
    .from(creditAccounts)
    .innerJoin(workspaces, eq(workspaces.accountId, creditAccounts.accountId))
    .where(gt(creditAccounts.accountId, cursor as AccountId))
    .orderBy(asc(creditAccounts.accountId))
    .limit(limit);
}

async function run(ctx: Ctx, begun: CloseRow, budget: Required<CloseBudget>): Promise<CloseRow> {
  let close = begun;
  let { accountsMax, transactionsMax } = budget;
  while (accountsMax > 0 && transactionsMax > 0) {
    const page = await nextAccounts(ctx, close.cursor, Math.min(ACCOUNTS_PAGE, accountsMax));
    if (page.length === 0) return await finish(ctx, close);
    for (const account of page) {
      const { row, read } = await closeAccount(ctx, close.month, account, transactionsMax);
      close = await addAccount(ctx, close, row);
      accountsMax -= 1;
      transactionsMax -= read;
      if (transactionsMax <= 0) return close;
    }
  }
  return close;
}

/**
 * Closes a month: folds every account's PT out of its ledger, values what is earned and what is
 * deferred, writes a statement for each account and locks the month. It goes on where an unfinished
 * close stopped, in runs of bounded size, and several runs at once count nothing twice. For jobs and
 * the operator. Refuses a month that is not over or not the next one with `conflict`, a closed one
 * with `period-locked`.
 */
export async function closeMonth(
  ctx: Ctx,
  input: { month: string },
  budget: CloseBudget = {},
): Promise<CloseView> {
  requireOperator(ctx);
  const month = parseInput(Month, input.month);
  await requireDue(ctx, month);
  const begun = await begin(ctx, month);
  const { accountsMax = ACCOUNTS_PER_RUN, transactionsMax = TRANSACTIONS_PER_RUN } = budget;
  try {
    return toCloseView(await run(ctx, begun, { accountsMax, transactionsMax }));
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
    const row = await ctx.db.select().from(monthCloses).where(eq(monthCloses.month, month)).get();
    return toCloseView(row ?? begun);
  }
}
