import type { Id, UserId } from "#core/ids";
import { users } from "#features/identity/tables";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Passkeys of people: public keys only. `id` is ours, `credentialId` the authenticator's. */
export const passkeys = sqliteTable(
  "passkeys",
  {
    id: text("id").$type<Id<"pk">>().primaryKey(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    credentialId: text("credential_id").notNull().unique(),
    /** COSE, in base64. */
    publicKey: text("public_key").notNull(),
    /** The authenticator's own count of uses; 0 for those that do not count. */
    counter: integer("counter").notNull(),
    transports: text("transports", { mode: "json" }).$type<string[]>().notNull(),
    name: text("name").notNull(),
    /** Copied between the person's devices by their provider. */
    synced: integer("synced", { mode: "boolean" }).notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    lastUsedAtMs: integer("last_used_at_ms"),
  },
  (table) => [index("passkeys_by_user").on(table.userId)],
);
