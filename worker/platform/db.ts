import { drizzle } from "drizzle-orm/d1";
import { withFaults } from "./faults.ts";

/** D1 through drizzle. Writes that belong together go into one `db.batch`; there is no transaction. */
export type Db = ReturnType<typeof drizzle>;

/** A statement that fits into `db.batch`. */
export type Statement = Parameters<Db["batch"]>[0][number];

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
        return (...args: unknown[]) => withFaults("d1", () => member.apply(target, args));
      },
    });
  return new Proxy(database, {
    get(target, name) {
      if (name === "prepare") return (query: string) => statement(target.prepare(query));
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (name !== "batch") return member.bind(target);
      return (...args: unknown[]) => withFaults("d1", () => member.apply(target, args));
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
