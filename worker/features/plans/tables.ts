import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Id } from "#core/ids";
import type { Plan } from "#platform/ctx";
import type { Interval, Pack, PlanTerms, PriceItem } from "./schema.ts";

/** Every version of every plan; a row never changes. A plan's highest version is on offer. */
export const planVersions = sqliteTable(
  "plan_versions",
  {
    id: text("id").$type<Id<"plan">>().primaryKey(),
    plan: text("plan").$type<Plan>().notNull(),
    version: integer("version").notNull(),
    terms: text("terms", { mode: "json" }).$type<PlanTerms>().notNull(),
    publishedBy: text("published_by").notNull(),
    publishedAtMs: integer("published_at_ms").notNull(),
  },
  (table) => [uniqueIndex("plan_versions_by_plan").on(table.plan, table.version)],
);

/**
 * Which Stripe price stands for which part of which version, per Stripe account. A row is written
 * before the price is made; a retired one stays, because subscriptions may still be on its price.
 */
export const planPrices = sqliteTable(
  "plan_prices",
  {
    id: text("id").$type<Id<"price">>().primaryKey(),
    /** A digest of the key and the server that the price was made with. */
    stripeAccount: text("stripe_account").notNull(),
    planVersionId: text("plan_version_id").$type<Id<"plan">>().notNull(),
    interval: text("interval").$type<Interval>().notNull(),
    item: text("item").$type<PriceItem>().notNull(),
    /** Null until Stripe has made it. */
    stripePriceId: text("stripe_price_id"),
    createdAtMs: integer("created_at_ms").notNull(),
    /** Set when the price can no longer be sold. */
    retiredAtMs: integer("retired_at_ms"),
  },
  (table) => [
    uniqueIndex("plan_prices_on_sale")
      .on(table.stripeAccount, table.planVersionId, table.interval, table.item)
      .where(sql`${table.retiredAtMs} IS NULL`),
    index("plan_prices_by_stripe_price").on(table.stripePriceId),
  ],
);

/** Every list of packs that was ever on offer; a row never changes. The highest version is. */
export const packLists = sqliteTable("pack_lists", {
  version: integer("version").primaryKey(),
  packs: text("packs", { mode: "json" }).$type<Pack[]>().notNull(),
  publishedBy: text("published_by").notNull(),
  publishedAtMs: integer("published_at_ms").notNull(),
});
