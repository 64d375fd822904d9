import type { Id, UserId } from "#core/ids";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Locale, Theme } from "./schema.ts";

/** People. `users`, `credentials` and `verifications` are better-auth's models. */
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
    /** Of a second factor that is asked: the company's sign-on that was the first. */
    signOnId: text("sign_on_id").$type<Id<"sso">>(),
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

/**
 * Registrations that wait for their address to be proven; a person is made by the mailed link. A
 * registration with an address that is somebody's looks the same, but its token was never mailed.
 */
export const registrations = sqliteTable(
  "registrations",
  {
    id: text("id").$type<Id<"reg">>().primaryKey(),
    tokenHash: text("token_hash").notNull().unique(),
    email: text("email").notNull(),
    name: text("name").notNull(),
    locale: text("locale").$type<Locale>().notNull(),
    passwordHash: text("password_hash").notNull(),
    /** Where the person was on their way to. */
    next: text("next"),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
  },
  (table) => [
    index("registrations_by_email").on(table.email),
    index("registrations_by_expiry").on(table.expiresAtMs),
  ],
);

/** Changes of an address, which both addresses have to agree to. */
export const emailChanges = sqliteTable(
  "email_changes",
  {
    id: text("id").$type<Id<"echg">>().primaryKey(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Asked for it; it stays signed in when the others end. */
    sessionId: text("session_id").$type<Id<"sess">>().notNull(),
    newEmail: text("new_email").notNull(),
    oldTokenHash: text("old_token_hash").notNull().unique(),
    newTokenHash: text("new_token_hash").notNull().unique(),
    oldAgreedAtMs: integer("old_agreed_at_ms"),
    newProvenAtMs: integer("new_proven_at_ms"),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
  },
  (table) => [uniqueIndex("email_changes_by_user").on(table.userId)],
);
