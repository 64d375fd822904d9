import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Id, UserId } from "#core/ids";
import type { ExportCursor, ExportState } from "./schema.ts";

/** Exports of everything about a person. One at a time; a row that is over keeps only its times. */
export const personExports = sqliteTable(
  "person_exports",
  {
    id: text("id").$type<Id<"pex">>().primaryKey(),
    userId: text("user_id").$type<UserId>().notNull(),
    state: text("state").$type<ExportState>().notNull(),
    /** Where the next step begins. A step is counted only by whoever finds the row at its start. */
    cursor: text("cursor", { mode: "json" }).$type<ExportCursor>().notNull(),
    /** Steps that are over; also names the next piece. */
    step: integer("step").notNull(),
    done: integer("done").notNull(),
    total: integer("total").notNull(),
    byteSize: integer("byte_size"),
    /** The unguessable part of the link. */
    token: text("token").notNull().unique(),
    requestedAtMs: integer("requested_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
    readyAtMs: integer("ready_at_ms"),
    expiresAtMs: integer("expires_at_ms"),
  },
  (table) => [
    uniqueIndex("person_exports_running")
      .on(table.userId)
      .where(sql`${table.state} = 'running'`),
    index("person_exports_by_user").on(table.userId, table.requestedAtMs),
    index("person_exports_by_state").on(table.state, table.updatedAtMs),
  ],
);
