import { and, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import type { MailTransport } from "#platform/mail/transport";
import { isHeld, type MailRow } from "./claim-mails.ts";
import { templateFacts } from "./schema.ts";
import { mails, mailSuppressions } from "./tables.ts";
import type { WrittenMessage } from "./write-message.ts";

/** A mail that a transport is about to get. */
export interface ReadyMail {
  row: MailRow;
  message: WrittenMessage;
}

/** Holds while nothing suppresses the address: asked in the very statement that hands a mail over. */
function isWelcome(row: MailRow, nowMs: number): SQL {
  const { essential, topic } = templateFacts[row.template];
  const scopes = essential ? sql`('all')` : sql`('all', 'non-essential', ${topic})`;
  return sql`NOT EXISTS (SELECT 1 FROM ${mailSuppressions} WHERE ${mailSuppressions.address} = ${row.to.toLowerCase()} AND ${mailSuppressions.scope} IN ${scopes} AND ${mailSuppressions.liftedAtMs} IS NULL AND (${mailSuppressions.untilMs} IS NULL OR ${mailSuppressions.untilMs} > ${nowMs}))`;
}

/**
 * Notes that a transport is about to get these mails, with the message that it gets; answers those
 * that may really go: whose claim still holds and whose address is not suppressed at that point. From
 * here on a mail of which nothing more is heard may have been sent.
 */
export async function handOver(
  ctx: Ctx,
  transport: MailTransport,
  ready: ReadyMail[],
): Promise<ReadyMail[]> {
  const nowMs = ctx.clock.now();
  const [first, ...rest] = ready.map(({ row, message }) =>
    ctx.db
      .update(mails)
      .set({
        ...message,
        data: null,
        transport: transport.name,
        handedOverAtMs: row.pinned ? (row.handedOverAtMs ?? nowMs) : nowMs,
      })
      .where(and(isHeld(row), isWelcome(row, nowMs)))
      .returning({ id: mails.id }),
  );
  if (first === undefined) return [];
  const written = await ctx.db.batch([first, ...rest]);
  const ids = new Set(written.flat().map(({ id }) => id));
  return ready.filter(({ row }) => ids.has(row.id));
}
