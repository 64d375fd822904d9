import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { StripeEventState } from "./schema.ts";

/**
 * Events of Stripe, one row each however often they come. The row is its own outbox: whatever has
 * `nextTryAtMs` still has to be worked on.
 */
export const stripeEvents = sqliteTable(
  "stripe_events",
  {
    /** Stripe's own id. */
    id: text("id").primaryKey(),
    type: text("type").notNull(),
    objectType: text("object_type").notNull(),
    /** Empty for the few objects that have none, such as a coming invoice. */
    objectId: text("object_id").notNull(),
    apiVersion: text("api_version"),
    livemode: integer("livemode", { mode: "boolean" }).notNull(),
    /** When Stripe made it, exact to the second. */
    createdAtMs: integer("created_at_ms").notNull(),
    receivedAtMs: integer("received_at_ms").notNull(),
    /** How often a webhook brought it; 0 when only the catch-up found it. */
    deliveries: integer("deliveries").notNull(),
    state: text("state").$type<StripeEventState>().notNull(),
    tries: integer("tries").notNull(),
    /** When its turn comes, or when the work under way has lost its claim; null at the end. */
    nextTryAtMs: integer("next_try_at_ms"),
    lastError: text("last_error"),
    doneAtMs: integer("done_at_ms"),
    /** From received to done for the first time; a replay does not change it. */
    lagMs: integer("lag_ms"),
    /** The event as it came; null when it was done long ago. */
    payload: text("payload"),
  },
  (table) => [
    index("stripe_events_due").on(table.nextTryAtMs),
    index("stripe_events_by_state").on(table.state, table.receivedAtMs, table.id),
    index("stripe_events_by_type").on(table.type, table.receivedAtMs, table.id),
    index("stripe_events_by_time").on(table.receivedAtMs, table.id),
  ],
);

/** How far the catch-up has read Stripe's own list of events. One row. */
export const stripeCursors = sqliteTable("stripe_cursors", {
  name: text("name").primaryKey(),
  /** Everything before this second has been read. */
  readToSeconds: integer("read_to_seconds").notNull(),
  /** The end of the stretch that is being read; null between two. */
  untilSeconds: integer("until_seconds"),
  /** The last event that was read of that stretch; the list goes from new to old. */
  afterId: text("after_id"),
  readAtMs: integer("read_at_ms").notNull(),
});
