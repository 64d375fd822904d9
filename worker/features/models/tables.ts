import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Plan } from "#platform/ctx";
import type { RateCardModel } from "./schema.ts";

/** Every rate card that was ever in force; a row never changes. The highest version is current. */
export const rateCards = sqliteTable("rate_cards", {
  version: integer("version").primaryKey(),
  models: text("models", { mode: "json" }).$type<RateCardModel[]>().notNull(),
  publishedBy: text("published_by").notNull(),
  publishedAtMs: integer("published_at_ms").notNull(),
});

/** Which plans' advanced models are answered by core ones; a single row. */
export const modelRouting = sqliteTable("model_routing", {
  id: integer("id").primaryKey(),
  plans: text("plans", { mode: "json" }).$type<Plan[]>().notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
});
