import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import type { Id, WorkspaceId } from "#core/ids";
import type { NoticeData, NoticeKind } from "./schema.ts";

/** What members are told in the product. `key` names the occasion: it is told once. */
export const notices = sqliteTable(
  "notices",
  {
    id: text("id").$type<Id<"ntc">>().primaryKey(),
    workspaceId: text("workspace_id").$type<WorkspaceId>().notNull(),
    /** The one member it is for; empty when it is for everyone whom its kind concerns. */
    userId: text("user_id").notNull(),
    key: text("key").notNull(),
    kind: text("kind").$type<NoticeKind>().notNull(),
    data: text("data", { mode: "json" }).$type<NoticeData>().notNull(),
    href: text("href").notNull(),
    atMs: integer("at_ms").notNull(),
    /** Since when there is nothing left to do about it: it is told no more. */
    resolvedAtMs: integer("resolved_at_ms"),
  },
  (table) => [
    uniqueIndex("notices_by_key").on(table.workspaceId, table.userId, table.key),
    index("notices_by_workspace").on(table.workspaceId, table.atMs, table.id),
  ],
);

/** What a reader did with a notice; each member reads and puts away for themselves. */
export const noticeMarks = sqliteTable(
  "notice_marks",
  {
    /** A user's or a visitor's id. */
    readerId: text("reader_id").notNull(),
    noticeId: text("notice_id")
      .notNull()
      .references(() => notices.id),
    readAtMs: integer("read_at_ms").notNull(),
    dismissedAtMs: integer("dismissed_at_ms"),
  },
  (table) => [primaryKey({ columns: [table.readerId, table.noticeId] })],
);
