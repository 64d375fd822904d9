import type { Address, Attachment, Email } from "postal-mime";
import { ATTACHMENTS_MAX, type Authentication } from "./schema.ts";

const TEXT_CHARACTERS_MAX = 100_000;
const SUBJECT_CHARACTERS_MAX = 500;
const REFERENCES_MAX = 50;
const HEADER_BYTES_MAX = 512 * 1_024;
const NESTING_MAX = 30;

export interface ParsedFile {
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A mail in the parts that matter here. */
export interface ParsedInbound {
  from: string;
  fromName: string;
  subject: string;
  messageId: string | null;
  /** Ids of the mails before it, the nearest last. */
  references: string[];
  text: string;
  isCut: boolean;
  files: ParsedFile[];
  /** Parts of reports, by their type, as text. */
  reports: { type: string; text: string }[];
  header: (name: string) => string;
}

function mailboxOf(address: Address | undefined): { address: string; name: string } {
  if (address?.address === undefined) return { address: "", name: address?.name ?? "" };
  return { address: address.address, name: address.name };
}

/** Ids of messages within a header: what stands in angle brackets (RFC 5322, 3.6.4). */
export function messageIdsIn(text: string): string[] {
  return (text.match(/<[^<>\s]{1,300}>/g) ?? []).slice(-REFERENCES_MAX);
}

/** Text that a person reads, without marks that hide or turn what follows. */
function plain(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(/(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "");
}

function oneLine(text: string, charactersMax: number): string {
  return plain(text).replaceAll(/\s+/g, " ").trim().slice(0, charactersMax);
}

/** What is left of HTML when nothing but its words counts. */
function wordsOf(html: string): string {
  return html
    .replaceAll(/<(script|style|head)\b[\s\S]*?(<\/\1\s*>|$)/gi, " ")
    .replaceAll(/<(br|\/p|\/div|\/tr|\/li|\/h\d)\b[^>]*>/gi, "\n")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&nbsp;/gi, " ")
    .replaceAll(/&lt;/gi, "<")
    .replaceAll(/&gt;/gi, ">")
    .replaceAll(/&quot;/gi, '"')
    .replaceAll(/&amp;/gi, "&")
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/\n\s*\n\s*/g, "\n\n")
    .trim();
}

function bytesOf({ content }: Attachment): Uint8Array<ArrayBuffer> {
  if (typeof content === "string") return new TextEncoder().encode(content);
  return new Uint8Array(content instanceof ArrayBuffer ? content : content.slice());
}

const reportTypes = /^(message\/(delivery-status|feedback-report|rfc822)|text\/rfc822-headers)$/;

/**
 * Reads a message as it came, whatever its bytes: what is missing is empty, what is too long is cut.
 * Throws when its headers are absurdly long or its parts nest absurdly deep.
 */
export async function parseInbound(raw: Uint8Array<ArrayBuffer>): Promise<ParsedInbound> {
  const { default: PostalMime } = await import("postal-mime");
  const email: Email = await PostalMime.parse(raw, {
    rfc822Attachments: true,
    maxHeadersSize: HEADER_BYTES_MAX,
    maxNestingDepth: NESTING_MAX,
  });
  const header = (name: string) => email.headers.find(({ key }) => key === name)?.value ?? "";
  const from = mailboxOf(email.from);
  const text = plain(email.text ?? wordsOf(email.html ?? ""));
  const reports: ParsedInbound["reports"] = [];
  const files: ParsedFile[] = [];
  for (const part of email.attachments) {
    const bytes = bytesOf(part);
    if (reportTypes.test(part.mimeType)) {
      const read = new TextDecoder().decode(bytes.subarray(0, TEXT_CHARACTERS_MAX));
      reports.push({ type: part.mimeType, text: read });
    }
    if (files.length >= ATTACHMENTS_MAX) continue;
    files.push({
      name: oneLine(part.filename ?? "", 200).replaceAll(/[/\\]/g, "_"),
      type: /^[\w.+-]+\/[\w.+-]+$/.test(part.mimeType) ? part.mimeType : "application/octet-stream",
      bytes,
    });
  }
  return {
    from: oneLine(from.address, 320).toLowerCase(),
    fromName: oneLine(from.name, 200),
    subject: oneLine(email.subject ?? "", SUBJECT_CHARACTERS_MAX),
    messageId: messageIdsIn(email.messageId ?? "")[0] ?? null,
    references: messageIdsIn(`${email.references ?? ""} ${email.inReplyTo ?? ""}`),
    text: text.slice(0, TEXT_CHARACTERS_MAX),
    isCut: text.length > TEXT_CHARACTERS_MAX,
    files,
    reports,
    header,
  };
}

/**
 * What the receiving server found out (RFC 8601). Only the topmost header counts, and only when it is
 * Cloudflare's: everything below may be the sender's own words.
 */
export function authenticationOf(topmost: string): Authentication {
  const isOurs = /^\s*(?:[\w-]+\.)*cloudflare\.(?:net|com)\b/i.test(topmost);
  const resultOf = (method: string) =>
    isOurs
      ? (new RegExp(`\\b${method}=([a-z]{1,12})\\b`, "i").exec(topmost)?.[1] ?? "none")
      : "none";
  return { spf: resultOf("spf"), dkim: resultOf("dkim"), dmarc: resultOf("dmarc") };
}
