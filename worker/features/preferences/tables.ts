import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { UserId } from "#core/ids";
import type { Digest, QuietHours, Topic, TopicChoice } from "./schema.ts";

/** What a person has chosen; who has chosen nothing has no row. */
export const preferences = sqliteTable("notification_preferences", {
  userId: text("user_id").$type<UserId>().primaryKey(),
  /** Only what was chosen; the rest follows our defaults. */
  choices: text("choices", { mode: "json" }).$type<Partial<Record<Topic, TopicChoice>>>().notNull(),
  quietHours: text("quiet_hours", { mode: "json" }).$type<QuietHours>(),
  /** Not read: the zone that counts is the one of the profile. */
  timeZone: text("time_zone").notNull(),
  digest: text("digest").$type<Digest>().notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
});
