import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Tokens of Mailgun's signatures and the event for which each counted; kept while it would be fresh. */
export const mailgunTokens = sqliteTable(
  "mailgun_tokens",
  {
    token: text("token").primaryKey(),
    eventId: text("event_id").notNull(),
    seenAtMs: integer("seen_at_ms").notNull(),
  },
  (table) => [index("mailgun_tokens_by_time").on(table.seenAtMs)],
);
