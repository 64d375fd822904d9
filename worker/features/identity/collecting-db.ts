import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { type Db, runBatch, type Statement } from "#platform/db";

export type Row = Record<string, unknown>;

/** What has to be written in the same batch as a row of that table. */
export type Beside = (table: SQLiteTable, row: Row) => Statement[];

type Commit = (statements: Statement[]) => Promise<void>;

function withInserts(db: Db, beside: Beside, commit: Commit): Db {
  const insert = (table: SQLiteTable) => ({
    values: (row: Row) => ({
      returning: async () => {
        await commit([db.insert(table).values(row), ...beside(table, row)]);
        return [row];
      },
    }),
  });
  const transaction = async (work: (inner: Db) => Promise<unknown>) => {
    const pending: Statement[] = [];
    const collect: Commit = async (statements) => {
      pending.push(...statements);
    };
    const result = await work(withInserts(db, beside, collect));
    await commit(pending);
    return result;
  };
  return new Proxy(db, {
    get(target, name) {
      if (name === "insert") return insert;
      if (name === "transaction") return transaction;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/**
 * The database as better-auth's adapter sees it. D1 has no interactive transaction, so what the
 * library inserts inside one is collected and written as one batch at its end, and every row takes
 * along what `beside` says: audit rows, a workspace, a mail. All of it happens, or none. Reads inside
 * do not see the collected rows; sign-up does not need them to.
 */
export function collectingDb(db: Db, beside: Beside): Db {
  return withInserts(db, beside, (statements) => runBatch(db, statements));
}
