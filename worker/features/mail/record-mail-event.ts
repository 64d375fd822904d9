import { and, eq, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import {
  decideSuppression,
  SOFT_BOUNCES_MAX,
  SOFT_BOUNCES_WITHIN_MS,
} from "./decide-suppression.ts";
import { MailEvent, templateFacts } from "./schema.ts";
import { suppressionRow } from "./suppressions.ts";
import { mailEvents, mails, mailSuppressions } from "./tables.ts";
import { unsubscribeRows } from "./unsubscribe.ts";

type ParsedEvent = z.output<typeof MailEvent>;
type MailRow = typeof mails.$inferSelect;

async function findMail(ctx: Ctx, event: ParsedEvent): Promise<MailRow | undefined> {
  const { mailId, providerId, transport } = event;
  if (mailId !== undefined) {
    return await ctx.db.select().from(mails).where(eq(mails.id, mailId)).get();
  }
  if (providerId === undefined) return undefined;
  return await ctx.db
    .select()
    .from(mails)
    .where(and(eq(mails.providerId, providerId), eq(mails.transport, transport)))
    .get();
}

/** Holds when enough soft bounces of the address came lately, and since it was last lifted. */
function bouncedTooOften({ address }: ParsedEvent, nowMs: number): SQL {
  const lifted = sql`(SELECT max(${mailSuppressions.liftedAtMs}) FROM ${mailSuppressions} WHERE ${mailSuppressions.address} = ${address} AND ${mailSuppressions.reason} = 'soft-bounces')`;
  const sinceMs = sql`max(${nowMs - SOFT_BOUNCES_WITHIN_MS}, coalesce(${lifted}, 0))`;
  return sql`(SELECT count(*) FROM ${mailEvents} WHERE ${mailEvents.address} = ${address} AND ${mailEvents.kind} = 'soft-bounce' AND ${mailEvents.receivedAtMs} > ${sinceMs}) >= ${SOFT_BOUNCES_MAX}`;
}

/** Whatever is told of a mail shows that it was accepted, where nobody could say. */
function knownAsSent(ctx: Ctx, mail: MailRow, isNew: SQL): Statement {
  const nowMs = ctx.clock.now();
  return ctx.db
    .update(mails)
    .set({ state: "sent", nextTryAtMs: null, sentAtMs: nowMs, endedAtMs: nowMs, reason: null })
    .where(and(eq(mails.id, mail.id), eq(mails.state, "unknown"), isNew));
}

async function isKnown(ctx: Ctx, { transport, eventId }: ParsedEvent): Promise<boolean> {
  const row = await ctx.db
    .select({ id: mailEvents.id })
    .from(mailEvents)
    .where(and(eq(mailEvents.transport, transport), eq(mailEvents.eventId, eventId)))
    .get();
  return row !== undefined;
}

/** Writes the event, if it is new, and what follows from it; answers whether it was. */
async function writeEvent(
  ctx: Ctx,
  event: Omit<typeof mailEvents.$inferInsert, "receivedAtMs">,
  consequences: Statement[],
): Promise<{ recorded: boolean }> {
  await runBatch(ctx.db, [
    ctx.db
      .insert(mailEvents)
      .values({ ...event, receivedAtMs: ctx.clock.now() })
      .onConflictDoNothing({ target: [mailEvents.transport, mailEvents.eventId] }),
    ...consequences,
  ]);
  const kept = await ctx.db
    .select({ id: mailEvents.id })
    .from(mailEvents)
    .where(eq(mailEvents.id, event.id))
    .get();
  return { recorded: kept !== undefined };
}

/**
 * Takes in what a provider, a receiving server or a person told of a mail: once for each
 * (transport, eventId), however often and in whatever order it comes. A hard bounce or a complaint
 * suppresses the address, the third soft bounce within 14 days holds it for 30. A mail in state
 * `unknown` of which something is told was accepted. The mail is found by its id or by the
 * provider's, and may be gone. For jobs and the operator; answers whether it was new.
 */
export async function recordMailEvent(ctx: Ctx, input: MailEvent): Promise<{ recorded: boolean }> {
  requireOperator(ctx);
  const event = parseInput(MailEvent, input);
  const nowMs = ctx.clock.now();
  const mail = await findMail(ctx, event);
  const id = newId("mev", nowMs);
  const isNew = sql`EXISTS (SELECT 1 FROM ${mailEvents} WHERE ${mailEvents.id} = ${id})`;
  const topic = mail === undefined ? undefined : templateFacts[mail.template].topic;
  if (event.kind === "unsubscribe" && topic !== undefined) {
    const known = await isKnown(ctx, event);
    const stopped = known ? [] : await unsubscribeRows(ctx, event.address, [topic]);
    return await writeEvent(ctx, { ...event, id, mailId: mail?.id ?? null }, stopped);
  }
  const suppression = decideSuppression(event.kind, topic, nowMs);
  const rows: Statement[] = [];
  if (mail !== undefined && event.kind !== "deferred") rows.push(knownAsSent(ctx, mail, isNew));
  if (suppression !== undefined) {
    const counts =
      event.kind === "soft-bounce" ? sql`${isNew} AND ${bouncedTooOften(event, nowMs)}` : isNew;
    rows.push(
      suppressionRow(ctx, { ...suppression, address: event.address, detail: event.detail }, counts),
      auditRow(ctx, "mail-event.received", id, { transport: event.transport, kind: event.kind }),
    );
  }
  return await writeEvent(ctx, { ...event, id, mailId: mail?.id ?? null }, rows);
}
