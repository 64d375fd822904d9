import { sql } from "drizzle-orm";
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import type { Id, UserId, WorkspaceId } from "#core/ids";
import { workspaces } from "#features/workspaces/tables";
import type { JoinMode, JoinRole } from "./schema.ts";

/** Domains that workspaces claim. One workspace at a time has a domain proven. */
export const domains = sqliteTable(
  "domains",
  {
    id: text("id").$type<Id<"dom">>().primaryKey(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    domain: text("domain").notNull(),
    /** What its TXT record must say. */
    token: text("token").notNull(),
    mode: text("mode").$type<JoinMode>().notNull(),
    role: text("role").$type<JoinRole>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    /** Since when it is proven; null is not, or no longer. */
    verifiedAtMs: integer("verified_at_ms"),
    checkedAtMs: integer("checked_at_ms"),
    /** Since when the record was not found at a check. */
    missingSinceMs: integer("missing_since_ms"),
  },
  (table) => [
    uniqueIndex("domains_by_workspace").on(table.workspaceId, table.domain),
    uniqueIndex("domains_verified")
      .on(table.domain)
      .where(sql`verified_at_ms IS NOT NULL`),
  ],
);

/** People of a proven domain who wait to be let in. */
export const joinRequests = sqliteTable(
  "join_requests",
  {
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    userId: text("user_id").$type<UserId>().notNull(),
    role: text("role").$type<JoinRole>().notNull(),
    askedAtMs: integer("asked_at_ms").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId] }),
    index("join_requests_by_user").on(table.userId),
  ],
);
