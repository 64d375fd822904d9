import type { Ctx } from "#platform/ctx";
import { type DkimSigner, signDkim } from "#platform/mail/dkim";
import type { MailAddress, OutgoingMail } from "#platform/mail/transport";
import type { MailRow } from "./claim-mails.ts";
import { composeMessage } from "./compose-message.ts";
import { type TemplateData, templateFacts, type TemplateName } from "./schema.ts";
import { makeUnsubscribeToken } from "./unsubscribe-token.ts";
import { writeMail } from "./write-mail.ts";

/** The written parts of a mail, as its row keeps them. */
export interface WrittenMessage {
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  raw: string;
}

/** By whom mails come: as it was set, or `no-reply` at the address that people use. */
export function senderOf(ctx: Pick<Ctx, "settings">, origin: string): MailAddress {
  return (
    ctx.settings.mail.from ?? { name: "Selvedge", address: `no-reply@${new URL(origin).hostname}` }
  );
}

/** RFC 2919 and RFC 8058: how a mail that one can do without is recognised and stopped. */
async function listHeaders(ctx: Ctx, row: MailRow): Promise<Record<string, string>> {
  const { essential, topic } = templateFacts[row.template];
  if (essential) return {};
  const token = await makeUnsubscribeToken(ctx, { address: row.to, topic });
  return {
    "List-Id": `<${topic}.${new URL(row.origin).hostname}>`,
    "List-Unsubscribe": `<${row.origin}/mail/unsubscribe/${token}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}

/**
 * The message of a mail: written when it is first needed, then the same to the byte in every try, so
 * that a provider that knows our key sees that it is the same mail.
 */
export async function writeMessage(
  ctx: Ctx,
  row: MailRow,
  signers: DkimSigner[],
): Promise<WrittenMessage> {
  const { subject, text, html, headers, raw } = row;
  if (subject !== null && text !== null && html !== null && headers !== null && raw !== null) {
    return { subject, text, html, headers, raw };
  }
  const data = row.data as unknown as TemplateData[TemplateName];
  const written = writeMail(row.template, row.locale, data, row.origin);
  const from = senderOf(ctx, row.origin);
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  const atMs = ctx.clock.now();
  const composed = composeMessage(written, {
    id: row.id,
    from,
    to: row.to,
    host: domain,
    atMs,
    headers: await listHeaders(ctx, row),
  });
  const own = signers.filter((signer) => signer.domain === domain.toLowerCase());
  return { ...written, headers: composed.headers, raw: await signDkim(composed.raw, own, atMs) };
}

/** Headers that `composeMessage` or a provider writes itself. */
const STANDARD = new Set([
  "Date",
  "From",
  "To",
  "Subject",
  "Message-ID",
  "MIME-Version",
  "Content-Type",
]);

/** What a transport gets. A mail that an operator sends again on purpose has a key of its own. */
export function toOutgoing(ctx: Ctx, row: MailRow, message: WrittenMessage): OutgoingMail {
  const extra = Object.entries(message.headers).filter(([name]) => !STANDARD.has(name));
  return {
    id: row.id,
    idempotencyKey: row.resends === 0 ? row.id : `${row.id}.${row.resends}`,
    from: senderOf(ctx, row.origin),
    to: row.to,
    subject: message.subject,
    text: message.text,
    html: message.html,
    headers: Object.fromEntries(extra),
    raw: message.raw,
  };
}
