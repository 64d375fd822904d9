import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { UserId } from "#core/ids";
import type { DeletionCursor, DeletionState } from "./schema.ts";

/** Accounts that are to go, are going or are gone. Coming back in time takes the row away. */
export const accountDeletions = sqliteTable(
  "account_deletions",
  {
    userId: text("user_id").$type<UserId>().primaryKey(),
    state: text("state").$type<DeletionState>().notNull(),
    /** Where the next step of the erasure begins. */
    cursor: text("cursor", { mode: "json" }).$type<DeletionCursor>(),
    requestedAtMs: integer("requested_at_ms").notNull(),
    dueAtMs: integer("due_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
    erasedAtMs: integer("erased_at_ms"),
  },
  (table) => [index("account_deletions_due").on(table.state, table.dueAtMs)],
);
