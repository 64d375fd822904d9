import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { MarginReport } from "./schema.ts";

/** What each night found. */
export const marginReports = sqliteTable("margin_reports", {
  day: text("day").primaryKey(),
  madeAtMs: integer("made_at_ms").notNull(),
  report: text("report", { mode: "json" }).$type<MarginReport>().notNull(),
});

/** What the operator chose; a single row. */
export const marginSettings = sqliteTable("margin_settings", {
  id: integer("id").primaryKey(),
  autoRoute: integer("auto_route", { mode: "boolean" }).notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
});
