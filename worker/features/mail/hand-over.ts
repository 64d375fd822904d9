import { and, gt, isNull, or, sql } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import type { MailTransport } from "#platform/mail/transport";
import type { MailRow } from "./claim-mails.ts";
import { templateFacts } from "./schema.ts";
import { mails, mailSuppressions } from "./tables.ts";
import type { WrittenMessage } from "./write-message.ts";

/** A mail that a transport is about to get. */
export interface ReadyMail {
  row: MailRow;
  message: WrittenMessage;
}

/** What the statement has to know of each, as JSON. `topic` is null for what is essential. */
function factsOf({ row }: ReadyMail) {
  const { essential, topic } = templateFacts[row.template];
  const address = row.to.toLowerCase();
  return { id: row.id, fence: row.fence, address, topic: essential ? null : topic };
}

/**
 * A transport that knows keys must get the same message again after a crash: it is kept before it
 * leaves. Any other gets no mail twice, so that a message is kept only when it did not leave.
 */
function keptMessage(transport: MailTransport, { message }: ReadyMail) {
  return transport.honoursIdempotency ? { message } : {};
}

/**
 * Notes that a transport is about to get these mails, whose claim still holds and whose address is
 * not suppressed at that point, and names them: for the batch of whoever writes something else at the
 * same time. From here on a mail of which nothing more is heard may have been sent.
 */
export function handOverRows(ctx: Ctx, transport: MailTransport, ready: ReadyMail[]) {
  const nowMs = ctx.clock.now();
  const rows = ready.map((mail) => ({ ...factsOf(mail), ...keptMessage(transport, mail) }));
  const given = (name: string) => sql.raw(`given.value ->> '$.${name}'`);
  const message = {
    data: null,
    subject: sql`${given("message.subject")}`,
    text: sql`${given("message.text")}`,
    html: sql`${given("message.html")}`,
    headers: sql`given.value -> '$.message.headers'`,
    raw: sql`${given("message.raw")}`,
    layoutVersion: sql`${given("message.layoutVersion")}`,
  };
  const held = and(
    sql`${mailSuppressions.address} = ${given("address")}`,
    sql`(${mailSuppressions.scope} = 'all' OR ${given("topic")} IS NOT NULL AND ${mailSuppressions.scope} IN ('non-essential', ${given("topic")}))`,
    isNull(mailSuppressions.liftedAtMs),
    or(isNull(mailSuppressions.untilMs), gt(mailSuppressions.untilMs, nowMs)),
  );
  return ctx.db
    .update(mails)
    .set({
      transport: transport.name,
      handedOverAtMs: sql`CASE WHEN ${mails.pinned} THEN coalesce(${mails.handedOverAtMs}, ${nowMs}) ELSE ${nowMs} END`,
      ...(transport.honoursIdempotency ? message : {}),
    })
    .from(sql`json_each(${JSON.stringify(rows)}) AS given`)
    .where(
      and(
        // By its id: what the plus keeps from being used would look at all that is under way.
        sql`${mails.id} = ${given("id")} AND ${mails.fence} = ${given("fence")} AND +${mails.state} = 'sending'`,
        sql`NOT EXISTS (SELECT 1 FROM ${mailSuppressions} WHERE ${held})`,
      ),
    )
    .returning({ id: mails.id });
}

/** Hands mails over; answers those that may really go. */
export async function handOver(
  ctx: Ctx,
  transport: MailTransport,
  ready: ReadyMail[],
): Promise<ReadyMail[]> {
  if (ready.length === 0) return [];
  return handedOver(ready, await handOverRows(ctx, transport, ready));
}

/** Those of the mails that `handOverRows` named. */
export function handedOver(ready: ReadyMail[], named: { id: string }[]): ReadyMail[] {
  const ids = new Set(named.map(({ id }) => id));
  return ready.filter(({ row }) => ids.has(row.id));
}
