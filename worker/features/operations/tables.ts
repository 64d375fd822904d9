import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Queue messages that could not be worked on, with the reason. A replayed one keeps its row. */
export const parkedJobs = sqliteTable(
  "parked_jobs",
  {
    id: text("id").primaryKey(),
    messageId: text("message_id").notNull().unique(),
    type: text("type").notNull(),
    payload: text("payload", { mode: "json" }).notNull(),
    reason: text("reason").notNull(),
    tries: integer("tries").notNull(),
    parkedAtMs: integer("parked_at_ms").notNull(),
    /** Null while it waits for someone. */
    replayedAtMs: integer("replayed_at_ms"),
  },
  (table) => [index("parked_jobs_waiting").on(table.replayedAtMs, table.parkedAtMs)],
);

/** What the scheduled jobs did, newest kept for a while. */
export const cronRuns = sqliteTable(
  "cron_runs",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    startedAtMs: integer("started_at_ms").notNull(),
    endedAtMs: integer("ended_at_ms"),
    ok: integer("ok", { mode: "boolean" }),
    report: text("report", { mode: "json" }).$type<Record<string, unknown>>(),
  },
  (table) => [index("cron_runs_by_name").on(table.name, table.startedAtMs)],
);
