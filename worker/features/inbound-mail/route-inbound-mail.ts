import { and, eq, isNull } from "drizzle-orm";
import type { Id } from "#core/ids";
import { Problem } from "#core/problem";
import { getMailStory, recordMailEvent } from "#features/mail";
import type { MailEventKind, MailStory } from "#features/mail/schema";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { inboundKey } from "./inbound-key.ts";
import { parseInbound } from "./parse-inbound.ts";
import { readBounce } from "./read-bounce.ts";
import type { InboundHandler, InboundOutcome } from "./schema.ts";
import { inboundMails } from "./tables.ts";
import { toInboundDetail } from "./to-inbound-view.ts";

type Row = typeof inboundMails.$inferSelect;
type Told = MailEventKind | InboundOutcome;

async function findMail(ctx: Ctx, mailId: string | null): Promise<MailStory | undefined> {
  if (mailId === null) return undefined;
  try {
    return await getMailStory(ctx, mailId);
  } catch (cause) {
    if (cause instanceof Problem && cause.slug === "not-found") return undefined;
    throw cause;
  }
}

/**
 * Reports are not signed: anyone may write one. One counts only when it names a mail of ours by its
 * id, which nobody can guess, and it counts for that mail's recipient, whatever address it names.
 */
async function recordReport(ctx: Ctx, row: Row): Promise<Told> {
  const mail = await findMail(ctx, row.mailId);
  if (mail === undefined) return "names no mail of ours";
  const event = {
    transport: mail.transport ?? ctx.settings.mail.transport,
    eventId: row.id,
    mailId: mail.id,
    address: mail.to,
    atMs: row.receivedAtMs,
  };
  if (row.kind === "complaint") {
    await recordMailEvent(ctx, { ...event, kind: "complaint", detail: `reported by ${row.from}` });
    return "complaint";
  }
  const message = await ctx.bucket.get(inboundKey(row.id, "message"));
  if (message === null) return "the message is gone";
  const parsed = await parseInbound(new Uint8Array(await message.arrayBuffer()));
  const recipients = readBounce(parsed, row.envelopeFrom) ?? [];
  const told = recipients.find(({ address }) => address === mail.to.toLowerCase()) ?? recipients[0];
  if (told === undefined) return "tells of no recipient";
  await recordMailEvent(ctx, { ...event, kind: told.kind, detail: told.detail });
  return told.kind;
}

/** Counts from whoever got the mail that is answered, or whose address is proven by DMARC. */
async function recordUnsubscribe(ctx: Ctx, row: Row): Promise<Told> {
  const mail = await findMail(ctx, row.mailId);
  const isProven = row.authentication.dmarc === "pass";
  const isRecipient = mail?.to.toLowerCase() === row.from;
  if (!isRecipient && !isProven) return "the sender is not proven";
  await recordMailEvent(ctx, {
    transport: mail?.transport ?? ctx.settings.mail.transport,
    eventId: row.id,
    ...(isRecipient ? { mailId: mail.id } : {}),
    address: row.from,
    kind: "unsubscribe",
    atMs: row.receivedAtMs,
    detail: "by mail",
  });
  return "unsubscribe";
}

async function route(ctx: Ctx, row: Row, handlers: readonly InboundHandler[]): Promise<string> {
  if (row.kind === "bounce" || row.kind === "complaint") return await recordReport(ctx, row);
  if (row.kind === "unsubscribe") return await recordUnsubscribe(ctx, row);
  const detail = toInboundDetail(row);
  const handler = handlers.find(
    ({ kinds, accepts }) => kinds.includes(row.kind) && accepts(detail),
  );
  if (handler === undefined) return "kept" satisfies InboundOutcome;
  await handler.handle(ctx, detail);
  return handler.name;
}

/**
 * Hands a mail that came in to whom it concerns: bounces, complaints and unsubscribing to the mail
 * feature, the rest to the first handler that wants it. A mail that was handed on is left alone. Safe
 * to repeat; what fails is tried again. For the queue.
 */
export async function routeInboundMail(
  ctx: Ctx,
  id: Id<"inb">,
  handlers: readonly InboundHandler[],
): Promise<void> {
  requireOperator(ctx);
  const row = await ctx.db.select().from(inboundMails).where(eq(inboundMails.id, id)).get();
  if (row === undefined || row.routedAtMs !== null) return;
  const routed = await route(ctx, row, handlers);
  await ctx.db
    .update(inboundMails)
    .set({ routed, routedAtMs: ctx.clock.now() })
    .where(and(eq(inboundMails.id, id), isNull(inboundMails.routedAtMs)));
}
