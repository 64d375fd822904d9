import { MailEvent } from "#features/mail/schema";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import type { ReportedEvent } from "./schema.ts";

/** So many events travel in one message of the queue, whose limit is 128 kB. */
const TOGETHER_MAX = 50;
const TOGETHER_BYTES_MAX = 100_000;
const DETAIL_CHARACTERS_MAX = 500;

const encoder = new TextEncoder();
const bytesOf = (event: ReportedEvent): number => encoder.encode(JSON.stringify(event)).length;

/** Events by messages of the queue: none of them is too many, or too long. */
function groupsOf(events: ReportedEvent[]): ReportedEvent[][] {
  const groups: ReportedEvent[][] = [];
  let group: ReportedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const more = bytesOf(event);
    const isFull = group.length >= TOGETHER_MAX || bytes + more > TOGETHER_BYTES_MAX;
    if (isFull || groups.length === 0) {
      group = [];
      bytes = 0;
      groups.push(group);
    }
    group.push(event);
    bytes += more;
  }
  return groups;
}

/**
 * The rows after which events will be recorded, at least once each. One that nobody could record, as
 * of an address that is none, is left out and logged: it must not keep the others waiting.
 */
export function eventRows(ctx: Ctx, events: ReportedEvent[]): Statement[] {
  const short = events.map((event) => {
    return { ...event, detail: event.detail.slice(0, DETAIL_CHARACTERS_MAX) };
  });
  const told = short.filter((event) => MailEvent.safeParse(event).success);
  if (told.length < short.length) {
    ctx.log.warn("mail-webhooks.not-understood", { events: short.length - told.length });
  }
  return groupsOf(told).map((group) => outboxRow(ctx, "mail-webhooks.received", { events: group }));
}
