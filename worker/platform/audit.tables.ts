import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who did what to which thing, written in the same batch as the thing itself. Append-only. */
export const auditRows = sqliteTable(
  "audit_rows",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id"),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    target: text("target").notNull(),
    detail: text("detail", { mode: "json" }),
    requestId: text("request_id").notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (table) => [index("audit_rows_by_workspace").on(table.workspaceId, table.atMs)],
);
