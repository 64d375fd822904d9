import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Side effects that a verb decided on. A row goes when its message was consumed or parked. */
export const outbox = sqliteTable("outbox", {
  id: text("id").primaryKey(),
  type: text("type").notNull(),
  payload: text("payload", { mode: "json" }).notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  /** When it was put on the queue; null while it was not. */
  sentAtMs: integer("sent_at_ms"),
});
