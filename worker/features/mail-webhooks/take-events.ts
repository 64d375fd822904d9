import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import type { ReportedEvent } from "./schema.ts";

/** So many events travel in one message of the queue, whose limit is 128 kB. */
const TOGETHER_MAX = 50;
const DETAIL_CHARACTERS_MAX = 500;

/** The rows after which events will be recorded, at least once each. */
export function eventRows(ctx: Ctx, events: ReportedEvent[]): Statement[] {
  const rows: Statement[] = [];
  for (const event of events) event.detail = event.detail.slice(0, DETAIL_CHARACTERS_MAX);
  for (let from = 0; from < events.length; from += TOGETHER_MAX) {
    const part = events.slice(from, from + TOGETHER_MAX);
    rows.push(outboxRow(ctx, "mail-webhooks.received", { events: part }));
  }
  return rows;
}
