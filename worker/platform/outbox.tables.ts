import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Side effects that a verb decided on, waiting to be put on the queue. Sent rows are deleted. */
export const outbox = sqliteTable("outbox", {
  id: text("id").primaryKey(),
  type: text("type").notNull(),
  payload: text("payload", { mode: "json" }).notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});
