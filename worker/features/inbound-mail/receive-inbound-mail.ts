import { asc, eq, inArray } from "drizzle-orm";
import { type Id, newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isUniqueViolation, runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { classifyInbound, type Classified } from "./classify-inbound.ts";
import { inboundKey } from "./inbound-key.ts";
import { authenticationOf, parseInbound, type ParsedInbound } from "./parse-inbound.ts";
import { INBOUND_BYTES_MAX, InboundEnvelope, type InboundKind } from "./schema.ts";
import { inboundMails } from "./tables.ts";

async function digestOf(raw: Uint8Array<ArrayBuffer>, to: string): Promise<string> {
  const of = async (bytes: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return await of(new TextEncoder().encode(`${await of(raw)} ${to}`));
}

async function findByDigest(ctx: Ctx, digest: string) {
  return await ctx.db
    .select({ id: inboundMails.id, kind: inboundMails.kind })
    .from(inboundMails)
    .where(eq(inboundMails.digest, digest))
    .get();
}

/** The first mail of the conversation: of ours if it names one, else of those that came in. */
async function threadOf(
  ctx: Ctx,
  id: Id<"inb">,
  { references }: ParsedInbound,
  { mailId }: Classified,
): Promise<string> {
  if (mailId !== null) return mailId;
  if (references.length === 0) return id;
  const before = await ctx.db
    .select({ threadId: inboundMails.threadId })
    .from(inboundMails)
    .where(inArray(inboundMails.messageId, references))
    .orderBy(asc(inboundMails.id))
    .limit(1)
    .get();
  return before?.threadId ?? id;
}

async function parse(raw: Uint8Array<ArrayBuffer>): Promise<ParsedInbound> {
  if (raw.byteLength === 0) throw new Problem("document-unreadable", { detail: "It is empty." });
  if (raw.byteLength > INBOUND_BYTES_MAX) {
    throw new Problem("body-too-large", {
      detail: `A mail may have at most ${INBOUND_BYTES_MAX} bytes.`,
      extensions: { limitBytes: INBOUND_BYTES_MAX },
    });
  }
  try {
    return await parseInbound(raw);
  } catch (cause) {
    throw new Problem("document-unreadable", { detail: "That is no mail.", cause });
  }
}

async function keep(ctx: Ctx, id: Id<"inb">, raw: Uint8Array, { files }: ParsedInbound) {
  await ctx.bucket.put(inboundKey(id, "message"), raw);
  for (const [index, { bytes, type }] of files.entries()) {
    await ctx.bucket.put(inboundKey(id, index), bytes, { httpMetadata: { contentType: type } });
  }
}

/** Who was faster has kept the same message. */
async function discard(ctx: Ctx, id: Id<"inb">, { files }: ParsedInbound) {
  const parts = ["message", ...files.keys()] as const;
  await ctx.bucket.delete(parts.map((part) => inboundKey(id, part)));
}

/**
 * Takes in a mail as it came: stores the message and its attachments, says what it is and to which
 * conversation it belongs, and hands it on in the background. The same message to the same recipient
 * is one mail, however often it is handed in. Refuses what is too large with `body-too-large` and
 * what is no mail with `document-unreadable`. For the deployment's mail and for the operator.
 */
export async function receiveInboundMail(
  ctx: Ctx,
  input: InboundEnvelope,
  raw: Uint8Array<ArrayBuffer>,
): Promise<{ id: Id<"inb">; kind: InboundKind }> {
  requireOperator(ctx);
  const envelope = parseInput(InboundEnvelope, input);
  const parsed = await parse(raw);
  const to = envelope.to.toLowerCase();
  const digest = await digestOf(raw, to);
  const known = await findByDigest(ctx, digest);
  if (known !== undefined) return known;
  const nowMs = ctx.clock.now();
  const id = newId("inb", nowMs);
  const classified = classifyInbound(parsed, { from: envelope.from, to });
  const threadId = await threadOf(ctx, id, parsed, classified);
  await keep(ctx, id, raw, parsed);
  const { fromName, subject, messageId, text, isCut, header } = parsed;
  const isDelivered = envelope.source === "email";
  try {
    await runBatch(ctx.db, [
      ctx.db.insert(inboundMails).values({
        id,
        digest,
        ...classified,
        envelopeFrom: envelope.from,
        from: parsed.from === "" ? envelope.from.toLowerCase() : parsed.from,
        fromName,
        to,
        subject,
        messageId,
        threadId,
        source: envelope.source,
        authentication: authenticationOf(
          isDelivered ? header("authentication-results") : "",
          parsed.from,
        ),
        text,
        isCut,
        files: parsed.files.map(({ name, type, bytes }, index) => ({
          index,
          name,
          type,
          bytes: bytes.byteLength,
        })),
        bytes: raw.byteLength,
        receivedAtMs: nowMs,
      }),
      auditRow(ctx, "inbound-mail.received", id, { kind: classified.kind }),
      outboxRow(ctx, "inbound-mail.received", { inboundId: id }),
    ]);
  } catch (cause) {
    const first = isUniqueViolation(cause, "inbound_mails.digest")
      ? await findByDigest(ctx, digest)
      : undefined;
    if (first === undefined) throw cause;
    await discard(ctx, id, parsed);
    return first;
  }
  return { id, kind: classified.kind };
}
