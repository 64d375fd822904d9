import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "#core/ids";

/** How each provider's report of each day stands. */
export const providerReports = sqliteTable(
  "provider_reports",
  {
    provider: text("provider").notNull(),
    day: text("day").notNull(),
    source: text("source").$type<"api" | "csv">().notNull(),
    /** SHA-256 over its figures: tells whether they changed. */
    digest: text("digest").notNull(),
    importId: text("import_id").$type<Id<"imp">>(),
    fetchedAtMs: integer("fetched_at_ms").notNull(),
    changedAtMs: integer("changed_at_ms").notNull(),
    finalAtMs: integer("final_at_ms"),
    revisedAtMs: integer("revised_at_ms"),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.day] }),
    index("provider_reports_by_day").on(table.day),
  ],
);

/** Tokens per provider, day and model, as the provider reported them. */
export const providerUsage = sqliteTable(
  "provider_usage",
  {
    provider: text("provider").notNull(),
    day: text("day").notNull(),
    model: text("model").notNull(),
    requests: integer("requests"),
    inputTokens: integer("input_tokens").notNull(),
    cachedReadTokens: integer("cached_read_tokens").notNull(),
    cacheWriteTokens: integer("cache_write_tokens").notNull(),
    outputTokens: integer("output_tokens").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.day, table.model] }),
    index("provider_usage_by_day").on(table.day),
  ],
);

/** Costs per provider, day, model and item, as the provider bills them; micro-USD. */
export const providerCosts = sqliteTable(
  "provider_costs",
  {
    provider: text("provider").notNull(),
    day: text("day").notNull(),
    model: text("model").notNull(),
    item: text("item").notNull(),
    amountMicroUsd: integer("amount_micro_usd").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.day, table.model, table.item] }),
    index("provider_costs_by_day").on(table.day),
  ],
);

/** The latest try to reach each provider's reports. */
export const providerFetches = sqliteTable("provider_fetches", {
  provider: text("provider").primaryKey(),
  triedAtMs: integer("tried_at_ms").notNull(),
  fetchedAtMs: integer("fetched_at_ms"),
  failure: text("failure"),
});

/** Files of usage that operators brought in. The same content is brought in once. */
export const usageImports = sqliteTable("usage_imports", {
  id: text("id").$type<Id<"imp">>().primaryKey(),
  sha256: text("sha256").notNull().unique(),
  filename: text("filename").notNull(),
  rows: integer("rows").notNull(),
  providers: text("providers", { mode: "json" }).$type<string[]>().notNull(),
  fromDay: text("from_day").notNull(),
  toDay: text("to_day").notNull(),
  importedBy: text("imported_by").notNull(),
  importedAtMs: integer("imported_at_ms").notNull(),
});
