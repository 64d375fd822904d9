import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { AccountId, Id, WorkspaceId } from "#core/ids";
import type { AccountBooks } from "./fold-month.ts";
import type { CloseState, Movements, RevenueLine } from "./schema.ts";

/** Months whose books were or are being closed. A closed one never changes. */
export const monthCloses = sqliteTable("month_closes", {
  month: text("month").primaryKey(),
  state: text("state").$type<CloseState>().notNull(),
  startedAtMs: integer("started_at_ms").notNull(),
  closedAtMs: integer("closed_at_ms"),
  /** The last account that is in the totals. */
  cursor: text("cursor").notNull(),
  accounts: integer("accounts").notNull(),
  transactions: integer("transactions").notNull(),
  openingMicroPt: integer("opening_micro_pt").notNull(),
  closingMicroPt: integer("closing_micro_pt").notNull(),
  movements: text("movements", { mode: "json" }).$type<Movements>().notNull(),
  revenue: text("revenue", { mode: "json" }).$type<RevenueLine[]>().notNull(),
});

/** One account's month, and its books at the month's end, where the next month goes on. */
export const accountStatements = sqliteTable(
  "account_statements",
  {
    month: text("month").notNull(),
    accountId: text("account_id").$type<AccountId>().notNull(),
    id: text("id").$type<Id<"stmt">>().notNull().unique(),
    workspaceId: text("workspace_id").$type<WorkspaceId>().notNull(),
    /** False while the account's transactions are still being read. */
    isWhole: integer("is_whole", { mode: "boolean" }).notNull(),
    openingMicroPt: integer("opening_micro_pt").notNull(),
    closingMicroPt: integer("closing_micro_pt").notNull(),
    movements: text("movements", { mode: "json" }).$type<Movements>().notNull(),
    revenue: text("revenue", { mode: "json" }).$type<RevenueLine[]>().notNull(),
    transactions: integer("transactions").notNull(),
    books: text("books", { mode: "json" }).$type<AccountBooks>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.month, table.accountId] }),
    index("account_statements_by_account").on(table.accountId, table.month),
    index("account_statements_by_workspace").on(table.workspaceId, table.month),
  ],
);
