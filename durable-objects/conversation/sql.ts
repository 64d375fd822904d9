/** The part of an object's storage that the conversation uses; tests put plain SQLite behind it. */
export interface Sql {
  exec<T extends Record<string, SqlStorageValue>>(
    query: string,
    ...bindings: SqlStorageValue[]
  ): { toArray(): T[] };
}

export interface Storage {
  readonly sql: Sql;
  transactionSync<T>(work: () => T): T;
}
