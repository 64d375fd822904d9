import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Id } from "#core/ids";
import type { Authentication, InboundAttachment, InboundKind } from "./schema.ts";

/** Mails that came in. The messages and their attachments lie in the bucket, under `inbound/<id>/`. */
export const inboundMails = sqliteTable(
  "inbound_mails",
  {
    id: text("id").$type<Id<"inb">>().primaryKey(),
    /** Of the message and its recipient: what is handed in twice is one mail. */
    digest: text("digest").notNull(),
    kind: text("kind").$type<InboundKind>().notNull(),
    envelopeFrom: text("envelope_from").notNull(),
    from: text("from_address").notNull(),
    fromName: text("from_name").notNull(),
    to: text("to_address").notNull(),
    subject: text("subject").notNull(),
    messageId: text("message_id"),
    threadId: text("thread_id").notNull(),
    mailId: text("mail_id"),
    source: text("source").$type<"email" | "upload">().notNull(),
    authentication: text("authentication", { mode: "json" }).$type<Authentication>().notNull(),
    text: text("text").notNull(),
    isCut: integer("is_cut", { mode: "boolean" }).notNull(),
    files: text("files", { mode: "json" }).$type<InboundAttachment[]>().notNull(),
    bytes: integer("bytes").notNull(),
    receivedAtMs: integer("received_at_ms").notNull(),
    routed: text("routed"),
    routedAtMs: integer("routed_at_ms"),
  },
  (table) => [
    uniqueIndex("inbound_mails_once").on(table.digest),
    index("inbound_mails_by_kind").on(table.kind, table.id),
    index("inbound_mails_by_message").on(table.messageId),
    index("inbound_mails_by_thread").on(table.threadId, table.id),
    index("inbound_mails_by_time").on(table.receivedAtMs),
  ],
);
