import type { Ctx } from "#platform/ctx";
import { type DkimSigner, signDkim } from "#platform/mail/dkim";
import type { MailAddress, OutgoingMail } from "#platform/mail/transport";
import type { MailRow } from "./claim-mails.ts";
import { composeMessage } from "./compose-message.ts";
import { type TemplateData, templateFacts, type TemplateName } from "./schema.ts";
import { makeUnsubscribeToken } from "./unsubscribe-token.ts";
import { LAYOUT_VERSION, writeMail } from "./write-mail.ts";

/** The written parts of a mail, as its row keeps them. */
export interface WrittenMessage {
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  raw: string;
  /** The form in which it was written. */
  layoutVersion: number | null;
}

/** By whom mails come: as it was set, or `no-reply` at the address that people use. */
export function senderOf(ctx: Pick<Ctx, "settings">, origin: string): MailAddress {
  return (
    ctx.settings.mail.from ?? { name: "Selvedge", address: `no-reply@${new URL(origin).hostname}` }
  );
}

/** Where a reader stops mails like this; undefined for those that are essential. */
async function unsubscribeUrlOf(ctx: Ctx, row: MailRow): Promise<string | undefined> {
  const { essential, topic } = templateFacts[row.template];
  if (essential) return undefined;
  const token = await makeUnsubscribeToken(ctx, { address: row.to, topic });
  return `${row.origin}/mail/unsubscribe/${token}`;
}

/** RFC 2919 and RFC 8058: how a mail that one can do without is recognised and stopped. */
function listHeaders(row: MailRow, unsubscribeUrl: string | undefined): Record<string, string> {
  if (unsubscribeUrl === undefined) return {};
  const { topic } = templateFacts[row.template];
  return {
    "List-Id": `<${topic}.${new URL(row.origin).hostname}>`,
    "List-Unsubscribe": `<${unsubscribeUrl}>`,
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
  const { subject, text, html, headers, raw, layoutVersion } = row;
  if (subject !== null && text !== null && html !== null && headers !== null && raw !== null) {
    return { subject, text, html, headers, raw, layoutVersion };
  }
  const data = row.data as unknown as TemplateData[TemplateName];
  const unsubscribeUrl = await unsubscribeUrlOf(ctx, row);
  const place = { origin: row.origin, unsubscribeUrl };
  const written = await writeMail(row.template, row.locale, data, place);
  const from = senderOf(ctx, row.origin);
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  const atMs = ctx.clock.now();
  const composed = composeMessage(written, {
    id: row.id,
    from,
    to: row.to,
    host: domain,
    atMs,
    headers: listHeaders(row, unsubscribeUrl),
  });
  const own = signers.filter((signer) => signer.domain === domain.toLowerCase());
  return {
    ...written,
    headers: composed.headers,
    raw: await signDkim(composed.raw, own, atMs),
    layoutVersion: LAYOUT_VERSION,
  };
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
