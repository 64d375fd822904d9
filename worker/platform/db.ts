import { type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { withFaults } from "./faults.ts";

/** D1 through drizzle. Writes that belong together go into one `db.batch`; there is no transaction. */
export type Db = ReturnType<typeof drizzle>;

/** A statement that fits into `db.batch`. */
export type Statement = Parameters<Db["batch"]>[0][number];

let calls = 0;

/** Calls of D1 that this isolate has made; only counted on a test bench. */
export function databaseCalls(): number {
  return calls;
}

async function counted<T>(call: () => Promise<T>): Promise<T> {
  calls += 1;
  return await withFaults("d1", call);
}

function faulty(database: D1Database): D1Database {
  const statement = (inner: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(inner, {
      get(target, name) {
        if (name === "bind") return (...values: unknown[]) => statement(target.bind(...values));
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        if (name !== "run" && name !== "all" && name !== "first" && name !== "raw") {
          return member.bind(target);
        }
        return (...args: unknown[]) => counted(() => member.apply(target, args));
      },
    });
  return new Proxy(database, {
    get(target, name) {
      if (name === "prepare") return (query: string) => statement(target.prepare(query));
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (name !== "batch") return member.bind(target);
      return (...args: unknown[]) => counted(() => member.apply(target, args));
    },
  });
}

/** Opens the database of this deployment. With `bench` its calls can be made to fail on purpose. */
export function openDb(database: D1Database, bench: boolean): Db {
  return drizzle(bench ? faulty(database) : database);
}

/** Runs statements as one atomic batch; drizzle wants to see that there is at least one. */
export async function runBatch(db: Db, statements: Statement[]): Promise<void> {
  const [first, ...rest] = statements;
  if (first !== undefined) await db.batch([first, ...rest]);
}

/** True when a write failed because `tableColumn` ("users.email") already has that value. */
export function isUniqueViolation(error: unknown, tableColumn: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes(`UNIQUE constraint failed: ${tableColumn}`)) return true;
  }
  return false;
}

const GUARD = "batch guard does not hold";

/**
 * A statement that undoes its whole batch unless `condition` holds at that point: the answer to
 * "someone else was faster" in a database without interactive transactions. SQLite lets no plain
 * statement fail on purpose; `json()` of what is not JSON does.
 */
export function guardRow(db: Db, condition: SQL): Statement {
  const holds = sql`json(CASE WHEN ${condition} THEN '1' ELSE ${GUARD} END)`;
  return db.select({ holds }).from(sql`(SELECT 1)`);
}

/** True when a batch was undone by one of its guards, and nothing else. */
export function isGuardFailure(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes("malformed JSON")) return true;
  }
  return false;
}
