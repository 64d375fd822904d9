import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { MailState, TemplateName } from "./schema.ts";

/** Mails asked for, and what became of them. `key` names the intent: it is sent once. */
export const mails = sqliteTable(
  "mails",
  {
    id: text("id").primaryKey(),
    key: text("key").notNull().unique(),
    to: text("to_address").notNull(),
    template: text("template").$type<TemplateName>().notNull(),
    locale: text("locale").notNull(),
    /** Null once the mail is written: the data may hold one-use links. */
    data: text("data", { mode: "json" }).$type<Record<string, string>>(),
    origin: text("origin").notNull(),
    state: text("state").$type<MailState>().notNull(),
    subject: text("subject"),
    text: text("text"),
    html: text("html"),
    headers: text("headers", { mode: "json" }).$type<Record<string, string>>(),
    raw: text("raw"),
    createdAtMs: integer("created_at_ms").notNull(),
    sentAtMs: integer("sent_at_ms"),
  },
  (table) => [index("mails_by_recipient").on(table.to, table.createdAtMs)],
);
