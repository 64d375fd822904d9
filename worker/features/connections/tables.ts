import type { Id, UserId } from "#core/ids";
import { users } from "#features/identity/tables";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Accounts at other providers that open a person's account here, by the provider's own subject. */
export const connections = sqliteTable(
  "connections",
  {
    id: text("id").$type<Id<"cnx">>().primaryKey(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** `google`, `apple`, `github`, or the id of a company's sign-on. */
    provider: text("provider").notNull(),
    subject: text("subject").notNull(),
    /** As the provider told it last; only for the person to recognise the account by. */
    email: text("email"),
    createdAtMs: integer("created_at_ms").notNull(),
    lastUsedAtMs: integer("last_used_at_ms"),
  },
  (table) => [
    uniqueIndex("connections_by_subject").on(table.provider, table.subject),
    index("connections_by_user").on(table.userId),
  ],
);
