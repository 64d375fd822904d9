import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { UserId } from "#core/ids";

/** The day, in a person's own zone, on which their summary was last looked at. */
export const digests = sqliteTable("digests", {
  userId: text("user_id").$type<UserId>().primaryKey(),
  lastDate: text("last_date").notNull(),
});
