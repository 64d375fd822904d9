import { sql } from "drizzle-orm";
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import type { Id } from "#core/ids";
import type {
  MailEventKind,
  MailLane,
  MailState,
  MailTransportName,
  MailTryOutcome,
  SuppressionReason,
  SuppressionScope,
  TemplateName,
} from "./schema.ts";

/**
 * Mails asked for, and what became of them. `key` names the intent: it is sent once. The row is its
 * own outbox: whatever has `nextTryAtMs` still has to be worked on.
 */
export const mails = sqliteTable(
  "mails",
  {
    id: text("id").primaryKey(),
    key: text("key").notNull().unique(),
    to: text("to_address").notNull(),
    /** What comes after the last @ of the recipient, for pacing and search. */
    domain: text("domain").notNull().default(""),
    template: text("template").$type<TemplateName>().notNull(),
    locale: text("locale").notNull(),
    lane: text("lane").$type<MailLane>().notNull().default("normal"),
    /** Null once the mail is written: the data may hold one-use links. */
    data: text("data", { mode: "json" }).$type<Record<string, string>>(),
    origin: text("origin").notNull(),
    state: text("state").$type<MailState>().notNull(),
    tries: integer("tries").notNull().default(0),
    /** Rises with every claim; whoever writes with an older one writes nothing. */
    fence: integer("fence").notNull().default(0),
    /** When its turn comes, or when the claim under way is lost; null at the end. */
    nextTryAtMs: integer("next_try_at_ms"),
    firstTryAtMs: integer("first_try_at_ms"),
    /** When it was last handed to a transport; null while it certainly never was. */
    handedOverAtMs: integer("handed_over_at_ms"),
    transport: text("transport").$type<MailTransportName>(),
    /** True when only that transport may try it again, because it may have taken it already. */
    pinned: integer("pinned", { mode: "boolean" }).notNull().default(false),
    /** How often an operator sent it again on purpose. */
    resends: integer("resends").notNull().default(0),
    providerId: text("provider_id"),
    /** Why it stands as it does, in the transport's words. */
    reason: text("reason"),
    subject: text("subject"),
    text: text("text"),
    html: text("html"),
    headers: text("headers", { mode: "json" }).$type<Record<string, string>>(),
    raw: text("raw"),
    /** The form in which it was written; null for mails of before forms had a version. */
    layoutVersion: integer("layout_version"),
    createdAtMs: integer("created_at_ms").notNull(),
    sentAtMs: integer("sent_at_ms"),
    endedAtMs: integer("ended_at_ms"),
  },
  (table) => [
    index("mails_by_recipient").on(table.to, table.createdAtMs),
    index("mails_due")
      .on(table.lane, table.nextTryAtMs)
      .where(sql`next_try_at_ms IS NOT NULL`),
    index("mails_by_state").on(table.state, table.id),
    index("mails_by_provider")
      .on(table.providerId)
      .where(sql`provider_id IS NOT NULL`),
    index("mails_by_end")
      .on(table.endedAtMs)
      .where(sql`ended_at_ms IS NOT NULL`),
  ],
);

/** One try of a mail by one transport. */
export const mailTries = sqliteTable(
  "mail_tries",
  {
    id: text("id").$type<Id<"mtry">>().primaryKey(),
    mailId: text("mail_id").notNull(),
    transport: text("transport").$type<MailTransportName>().notNull(),
    outcome: text("outcome").$type<MailTryOutcome>().notNull(),
    reason: text("reason"),
    atMs: integer("at_ms").notNull(),
    durationMs: integer("duration_ms").notNull(),
  },
  (table) => [
    index("mail_tries_by_mail").on(table.mailId, table.atMs),
    index("mail_tries_by_time").on(table.atMs),
  ],
);

/** What was told of mails after they had left, once each. */
export const mailEvents = sqliteTable(
  "mail_events",
  {
    id: text("id").$type<Id<"mev">>().primaryKey(),
    transport: text("transport").$type<MailTransportName>().notNull(),
    eventId: text("event_id").notNull(),
    mailId: text("mail_id"),
    providerId: text("provider_id"),
    address: text("address").notNull(),
    kind: text("kind").$type<MailEventKind>().notNull(),
    detail: text("detail").notNull(),
    atMs: integer("at_ms").notNull(),
    receivedAtMs: integer("received_at_ms").notNull(),
  },
  (table) => [
    uniqueIndex("mail_events_once").on(table.transport, table.eventId),
    index("mail_events_by_mail").on(table.mailId, table.atMs),
    index("mail_events_by_address").on(table.address, table.kind, table.atMs),
    index("mail_events_by_time").on(table.receivedAtMs),
  ],
);

/** Addresses that get no mail, or not all. One that was lifted keeps its row and counts no more. */
export const mailSuppressions = sqliteTable(
  "mail_suppressions",
  {
    /** In lower case. */
    address: text("address").notNull(),
    scope: text("scope").$type<SuppressionScope>().notNull(),
    reason: text("reason").$type<SuppressionReason>().notNull(),
    /** Null is for good. */
    untilMs: integer("until_ms"),
    detail: text("detail").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    liftedAtMs: integer("lifted_at_ms"),
  },
  (table) => [
    primaryKey({ columns: [table.address, table.scope, table.reason] }),
    index("mail_suppressions_by_time").on(table.createdAtMs, table.address),
  ],
);

/** How a transport does; one that keeps failing is left alone for a while. */
export const mailCircuits = sqliteTable("mail_circuits", {
  transport: text("transport").$type<MailTransportName>().primaryKey(),
  /** Tries in a row that it did not take. */
  failures: integer("failures").notNull(),
  /** Until then the fallback is asked at once; null when it works. */
  openUntilMs: integer("open_until_ms"),
  lastReason: text("last_reason"),
  lastFailureAtMs: integer("last_failure_at_ms"),
  lastSuccessAtMs: integer("last_success_at_ms"),
});

/** Keys that mails are signed with. The private halves are sealed with the deployment's secret. */
export const dkimKeys = sqliteTable("dkim_keys", {
  selector: text("selector").primaryKey(),
  domain: text("domain").notNull(),
  algorithm: text("algorithm").$type<"rsa" | "ed25519">().notNull(),
  /** As the DNS record carries it: base64. */
  publicKey: text("public_key").notNull(),
  sealedPrivateKey: text("sealed_private_key").notNull(),
  state: text("state").$type<"waiting" | "active" | "retired">().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  activatedAtMs: integer("activated_at_ms"),
  retiredAtMs: integer("retired_at_ms"),
});
