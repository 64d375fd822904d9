import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "#core/ids";
import type { MailTransportName } from "#platform/mail/transport";
import type { DnsCheck } from "./schema.ts";

/** What the DNS of the sending domain said, each time that it was asked. */
export const mailDomainChecks = sqliteTable(
  "mail_domain_checks",
  {
    id: text("id").$type<Id<"dns">>().primaryKey(),
    domain: text("domain").notNull(),
    transport: text("transport").$type<MailTransportName>().notNull(),
    checks: text("checks", { mode: "json" }).$type<DnsCheck[]>().notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (table) => [index("mail_domain_checks_by_time").on(table.domain, table.atMs)],
);
