import type { UserId, VisitorId, WorkspaceId } from "#core/ids";
import { workspaces } from "#features/workspaces/tables";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Locale, Theme } from "./schema.ts";

/** People. `users`, `sessions`, `credentials` and `verifications` are better-auth's models. */
export const users = sqliteTable("users", {
  id: text("id").$type<UserId>().primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  emailVerified: integer("email_verified", { mode: "boolean" }).notNull().default(false),
  /** The path of the picture, below `/avatars/`. */
  image: text("image"),
  locale: text("locale").$type<Locale>().notNull().default("en"),
  theme: text("theme").$type<Theme>().notNull().default("system"),
  /** An IANA name, such as `Europe/Berlin`; null until someone chose: then it is UTC. */
  timeZone: text("time_zone"),
  /** Runs this deployment: rate card, parked work, everyone's books. */
  operator: integer("operator", { mode: "boolean" }).notNull().default(false),
  createdAt: integer("created_at_ms", { mode: "timestamp_ms" }).notNull(),
  updatedAt: integer("updated_at_ms", { mode: "timestamp_ms" }).notNull(),
});

/** Signed-in browsers. `updatedAt` is the last renewal. */
export const sessions = sqliteTable(
  "sessions",
  {
    id: text("id").primaryKey(),
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
  },
  (table) => [
    index("sessions_by_user").on(table.userId),
    index("sessions_by_expiry").on(table.expiresAt),
  ],
);

/** Ways to prove who one is: a password now, other providers later. better-auth's "account". */
export const credentials = sqliteTable(
  "credentials",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: integer("access_token_expires_at_ms", { mode: "timestamp_ms" }),
    refreshTokenExpiresAt: integer("refresh_token_expires_at_ms", { mode: "timestamp_ms" }),
    scope: text("scope"),
    password: text("password"),
    createdAt: integer("created_at_ms", { mode: "timestamp_ms" }).notNull(),
    updatedAt: integer("updated_at_ms", { mode: "timestamp_ms" }).notNull(),
  },
  (table) => [
    index("credentials_by_user").on(table.userId),
    uniqueIndex("credentials_by_provider").on(table.providerId, table.accountId),
  ],
);

/** One-use proofs sent by mail: `identifier` is `<purpose>:<SHA-256 of the token>`. */
export const verifications = sqliteTable(
  "verifications",
  {
    id: text("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: integer("expires_at_ms", { mode: "timestamp_ms" }).notNull(),
    createdAt: integer("created_at_ms", { mode: "timestamp_ms" }).notNull(),
    updatedAt: integer("updated_at_ms", { mode: "timestamp_ms" }).notNull(),
  },
  (table) => [
    index("verifications_by_identifier").on(table.identifier),
    index("verifications_by_value").on(table.value),
    index("verifications_by_expiry").on(table.expiresAt),
  ],
);

/** Browsers that chat without an account, each with a workspace of its own. */
export const visitors = sqliteTable("visitors", {
  id: text("id").$type<VisitorId>().primaryKey(),
  workspaceId: text("workspace_id")
    .$type<WorkspaceId>()
    .notNull()
    .references(() => workspaces.id),
  ipHash: text("ip_hash").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  /** Set exactly once: the workspace that took over what the visitor had. */
  adoptedByWorkspaceId: text("adopted_by_workspace_id")
    .$type<WorkspaceId>()
    .references(() => workspaces.id),
  adoptedByUserId: text("adopted_by_user_id").$type<UserId>(),
  adoptedAtMs: integer("adopted_at_ms"),
  /** When everything had gone over; null while something, such as held PT, has not. */
  carriedAtMs: integer("carried_at_ms"),
});
