import { and, desc, eq, lt } from "drizzle-orm";
import { newId } from "#core/ids";
import { findGrantMoney } from "#features/payments";
import { type GrantDocument, type Ledger, ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { decideRevenue, earnedOf } from "./decide-revenue.ts";
import {
  type AccountBooks,
  emptyBooks,
  foldTransaction,
  noMovements,
  tidyBooks,
} from "./fold-month.ts";
import { spanOf } from "./months.ts";
import type { GrantRevenue } from "./schema.ts";
import { accountStatements } from "./tables.ts";

const PAGE = 500;

export type StatementRow = typeof accountStatements.$inferSelect;

export interface ClosedAccount {
  row: StatementRow;
  /** Transactions that were read for it now. */
  read: number;
}

type Account = Pick<StatementRow, "accountId" | "workspaceId">;

async function findLast(ctx: Ctx, month: string, { accountId }: Account) {
  const own = eq(accountStatements.accountId, accountId);
  const started = await ctx.db
    .select()
    .from(accountStatements)
    .where(and(own, eq(accountStatements.month, month)))
    .get();
  if (started !== undefined) return { started, books: started.books };
  const last = await ctx.db
    .select({ books: accountStatements.books })
    .from(accountStatements)
    .where(and(own, lt(accountStatements.month, month)))
    .orderBy(desc(accountStatements.month))
    .limit(1)
    .get();
  return { started: undefined, books: last?.books ?? structuredClone(emptyBooks) };
}

/** Grants by id, asked of the ledger at the first one that the books do not know. */
async function grantsOf(ledger: Ledger): Promise<Map<string, GrantDocument>> {
  return new Map((await ledger.grants()).map((grant) => [grant.id, grant]));
}

interface Folding {
  ledger: Ledger;
  row: StatementRow;
  endsAtMs: number;
  budget: number;
}

/** Reads the account's month page by page; answers whether its end was reached. */
async function fold({ ledger, row, endsAtMs, budget }: Folding): Promise<number> {
  let read = 0;
  while (read < budget) {
    const page = await ledger.transactions({ afterSeq: row.books.seq, limit: PAGE });
    const grants = page.length === 0 ? new Map() : await grantsOf(ledger);
    for (const transaction of page) {
      if (transaction.atMs >= endsAtMs) return finish(row, read);
      foldTransaction(row.books, row.movements, transaction, (id) => grants.get(id));
      row.transactions += 1;
      read += 1;
    }
    if (page.length < PAGE) return finish(row, read);
  }
  return read;
}

function finish(row: StatementRow, read: number): number {
  row.isWhole = true;
  row.closingMicroPt = row.books.balance;
  return read;
}

/** The books with what each paid grant has earned by the end of the month. */
async function withRevenue(ctx: Ctx, books: AccountBooks, endsAtMs: number): Promise<AccountBooks> {
  const money = await findGrantMoney(
    ctx,
    books.grants.map(({ source }) => source),
    endsAtMs,
  );
  const grants = books.grants.map((grant) => {
    const paid = money.get(`${grant.source.type}:${grant.source.id}`);
    return paid === undefined ? grant : { ...grant, revenue: earnedOf(grant, paid) };
  });
  return { ...books, grants };
}

const revenueOf = (books: AccountBooks): GrantRevenue[] =>
  books.grants.flatMap(({ revenue }) => revenue ?? []);

/**
 * Folds one account's month out of its ledger, from where the month before ended. It reads at most
 * about `budget` transactions: a statement that is not whole goes on from its own books the next
 * time. Nothing is written here.
 */
export async function closeAccount(
  ctx: Ctx,
  month: string,
  account: Account,
  budget: number,
): Promise<ClosedAccount> {
  const { endsAtMs } = spanOf(month);
  const { started, books } = await findLast(ctx, month, account);
  const row: StatementRow = started ?? {
    month,
    ...account,
    id: newId("stmt", ctx.clock.now()),
    isWhole: false,
    openingMicroPt: books.balance,
    closingMicroPt: books.balance,
    movements: noMovements(),
    revenue: [],
    transactions: 0,
    books,
  };
  const before = revenueOf(row.books);
  const ledger = ledgerOf(ctx.env, account.accountId);
  const read = await fold({ ledger, row, endsAtMs, budget });
  if (!row.isWhole) return { row, read };
  const after = await withRevenue(ctx, row.books, endsAtMs);
  row.revenue = decideRevenue({ before, after: revenueOf(after) });
  row.books = tidyBooks(after, endsAtMs);
  return { row, read };
}
