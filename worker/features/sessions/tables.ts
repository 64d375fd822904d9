import type { Id, UserId, WorkspaceId } from "#core/ids";
import { users } from "#features/identity/tables";
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Signed-in browsers. `updatedAt` is the last renewal. better-auth's model of that name. */
export const sessions = sqliteTable(
  "sessions",
  {
    id: text("id").$type<Id<"sess">>().primaryKey(),
    token: text("token").notNull().unique(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    expiresAt: integer("expires_at_ms", { mode: "timestamp_ms" }).notNull(),
    createdAt: integer("created_at_ms", { mode: "timestamp_ms" }).notNull(),
    updatedAt: integer("updated_at_ms", { mode: "timestamp_ms" }).notNull(),
    /** When the person last proved who they are; null is when the session began. */
    authenticatedAtMs: integer("authenticated_at_ms"),
    /** Noted at most every ten minutes; null is when the session began. */
    lastSeenAtMs: integer("last_seen_at_ms"),
    /** The workspace that was switched to; null is the first that the person belongs to. */
    workspaceId: text("workspace_id").$type<WorkspaceId>(),
    /** The company's sign-on that made it, with which it ends; null is none. */
    signOnId: text("sign_on_id").$type<Id<"sso">>(),
    /** How the person came in: `password`, `magic-link`, and what other features add. */
    method: text("method"),
    /** The browser, by its device cookie, in hashed form. */
    deviceHash: text("device_hash"),
    /** ISO 3166 country and city by the edge's reckoning, else the coarse network. */
    country: text("country"),
    city: text("city"),
    network: text("network"),
  },
  (table) => [
    index("sessions_by_user").on(table.userId),
    index("sessions_by_expiry").on(table.expiresAt),
    index("sessions_by_sign_on")
      .on(table.signOnId)
      .where(sql`sign_on_id IS NOT NULL`),
  ],
);

/** Browsers that a person has signed in with; one row for each person of a browser. */
export const devices = sqliteTable(
  "devices",
  {
    id: text("id").$type<Id<"dev">>().primaryKey(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    deviceHash: text("device_hash").notNull(),
    userAgent: text("user_agent"),
    country: text("country"),
    city: text("city"),
    network: text("network"),
    firstSeenAtMs: integer("first_seen_at_ms").notNull(),
    lastSeenAtMs: integer("last_seen_at_ms").notNull(),
    /** Until then no second factor is asked from it; null is always asked. */
    trustedUntilMs: integer("trusted_until_ms"),
  },
  (table) => [uniqueIndex("devices_by_user").on(table.userId, table.deviceHash)],
);
