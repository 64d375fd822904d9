import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** One-use values that were used, by their hash, until they would have ended by themselves. */
export const usedOnce = sqliteTable(
  "used_once",
  {
    hash: text("hash").primaryKey(),
    expiresAtMs: integer("expires_at_ms").notNull(),
  },
  (table) => [index("used_once_by_expiry").on(table.expiresAtMs)],
);
