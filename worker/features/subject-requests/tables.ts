import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "#core/ids";
import type { RequestKind, RequestState } from "./schema.ts";

/** What people asked about their data, also without an account, with the time by which to answer. */
export const subjectRequests = sqliteTable(
  "subject_requests",
  {
    id: text("id").$type<Id<"sreq">>().primaryKey(),
    email: text("email").notNull(),
    locale: text("locale").notNull(),
    kind: text("kind").$type<RequestKind>().notNull(),
    message: text("message").notNull(),
    state: text("state").$type<RequestState>().notNull(),
    /** SHA-256 of the mailed proof; empty once it was used. */
    tokenHash: text("token_hash").notNull(),
    /** What the person was told at the end. */
    answer: text("answer").notNull(),
    extensionReason: text("extension_reason"),
    createdAtMs: integer("created_at_ms").notNull(),
    confirmedAtMs: integer("confirmed_at_ms"),
    dueAtMs: integer("due_at_ms"),
    extendedAtMs: integer("extended_at_ms"),
    closedAtMs: integer("closed_at_ms"),
    updatedAtMs: integer("updated_at_ms").notNull(),
  },
  (table) => [
    index("subject_requests_by_state").on(table.state, table.dueAtMs),
    index("subject_requests_by_email").on(table.email),
    index("subject_requests_by_token").on(table.tokenHash),
  ],
);
