import type { Id, UserId } from "#core/ids";
import { users } from "#features/identity/tables";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** People with an authenticator; without `confirmedAtMs` it is only being set up. */
export const twoFactors = sqliteTable("two_factors", {
  userId: text("user_id")
    .$type<UserId>()
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** The shared secret in base 32, sealed. */
  sealedSecret: text("sealed_secret").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  confirmedAtMs: integer("confirmed_at_ms"),
  /** The newest time step whose code was taken: no code works twice, and no older one after it. */
  lastStep: integer("last_step").notNull().default(0),
});

/** One-use codes for the day the phone is lost, as keyed hashes. */
export const backupCodes = sqliteTable(
  "backup_codes",
  {
    id: text("id").$type<Id<"bkc">>().primaryKey(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    codeHash: text("code_hash").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    usedAtMs: integer("used_at_ms"),
  },
  (table) => [index("backup_codes_by_user").on(table.userId, table.codeHash)],
);
