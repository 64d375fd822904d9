import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id, UserId } from "#core/ids";
import type { ConsentKind, ConsentWay } from "./schema.ts";

/** What people agreed to, chose and withdrew. Append-only: the latest of a kind is what holds. */
export const consents = sqliteTable(
  "consents",
  {
    id: text("id").$type<Id<"cns">>().primaryKey(),
    userId: text("user_id").$type<UserId>().notNull(),
    kind: text("kind").$type<ConsentKind>().notNull(),
    version: text("version").notNull(),
    given: integer("given", { mode: "boolean" }).notNull(),
    how: text("how").$type<ConsentWay>().notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (table) => [index("consents_by_user").on(table.userId, table.kind, table.atMs)],
);
