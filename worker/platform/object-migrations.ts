import { invariant } from "#core/assert";

/** One step of an object's SQLite. A step that has been released is never edited. */
export interface ObjectMigration {
  readonly id: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/** The part of an object's SQL that migrating needs; tests put plain SQLite behind it. */
interface MigratedSql {
  exec<T extends Record<string, SqlStorageValue>>(
    query: string,
    ...bindings: SqlStorageValue[]
  ): { toArray(): T[] };
}

/**
 * Brings an object's storage to the newest shape. Refuses a history that is not a prefix of
 * `migrations`. Call it inside a storage transaction.
 */
export function migrateObject(sql: MigratedSql, migrations: readonly ObjectMigration[]): void {
  sql.exec("CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
  const done = sql
    .exec<{ id: number; name: string }>("SELECT id, name FROM migrations ORDER BY id")
    .toArray();
  done.forEach((step, index) => {
    const known = migrations[index];
    invariant(
      known?.id === step.id && known.name === step.name,
      `migration ${step.id} ${step.name} is in our list`,
    );
  });
  for (const { id, name, statements } of migrations.slice(done.length)) {
    for (const statement of statements) sql.exec(statement);
    sql.exec("INSERT INTO migrations (id, name) VALUES (?, ?)", id, name);
  }
}
