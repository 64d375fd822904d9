import type { InboundMailDetail, InboundMailView } from "./schema.ts";
import type { inboundMails } from "./tables.ts";

type Row = typeof inboundMails.$inferSelect;

export function toInboundView(
  row: Pick<Row, "id" | "kind" | "from" | "fromName" | "to" | "subject" | "receivedAtMs" | "files">,
): InboundMailView {
  return {
    id: row.id,
    kind: row.kind,
    from: row.from,
    fromName: row.fromName,
    to: row.to,
    subject: row.subject,
    receivedAtMs: row.receivedAtMs,
    attachments: row.files.length,
  };
}

export function toInboundDetail(row: Row): InboundMailDetail {
  return {
    ...toInboundView(row),
    threadId: row.threadId,
    mailId: row.mailId,
    source: row.source,
    authentication: row.authentication,
    text: row.text,
    isCut: row.isCut,
    files: row.files,
    routed: row.routed,
    routedAtMs: row.routedAtMs,
    bytes: row.bytes,
  };
}
