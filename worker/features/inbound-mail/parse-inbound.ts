import type { Address, Attachment, Email } from "postal-mime";
import { ATTACHMENTS_MAX, type Authentication } from "./schema.ts";

const TEXT_CHARACTERS_MAX = 100_000;
const HTML_CHARACTERS_MAX = 1_000_000;
const SUBJECT_CHARACTERS_MAX = 500;
const REFERENCES_MAX = 50;
const HEADER_BYTES_MAX = 512 * 1_024;
const NESTING_MAX = 30;
/** More than 25 MiB of base64 has. */
const LINES_MAX = 500_000;

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

/**
 * What is left of HTML when nothing but its words counts. A tag that is not closed ends at the next
 * one, so that no run of them is read more than once.
 */
function wordsOf(html: string): string {
  return html
    .slice(0, HTML_CHARACTERS_MAX)
    .replaceAll(/<(script|style|head)\b[\s\S]*?(<\/\1\s*>|$)/gi, " ")
    .replaceAll(/<(br|\/p|\/div|\/tr|\/li|\/h\d)\b[^<>]*>/gi, "\n")
    .replaceAll(/<[^<>]*>/g, " ")
    .replaceAll(/&nbsp;/gi, " ")
    .replaceAll(/&lt;/gi, "<")
    .replaceAll(/&gt;/gi, ">")
    .replaceAll(/&quot;/gi, '"')
    .replaceAll(/&amp;/gi, "&")
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/\n\s*\n\s*/g, "\n\n")
    .trim();
}

/** Text parts as the parser keeps them: of each part, or of each set of alternatives. */
interface TextEntry {
  plain?: { value: string }[];
  html?: { value: string }[];
}

/**
 * A parser that leaves the words of HTML to us: its own way takes hours over a few megabytes of
 * links that are never closed.
 */
async function newParser() {
  const { default: PostalMime } = await import("postal-mime");
  class WordParser extends PostalMime {
    declare textMap: Map<unknown, TextEntry>;
    declare textContent: { plain?: string };
    renderTextContent(): void {
      const texts = [...this.textMap.values()].flatMap(
        ({ plain, html = [] }) =>
          plain?.map(({ value }) => value) ?? html.map(({ value }) => wordsOf(value)),
      );
      this.textContent.plain = texts.join("\n");
    }
  }
  return new WordParser({
    forceRfc822Attachments: true,
    maxHeadersSize: HEADER_BYTES_MAX,
    maxNestingDepth: NESTING_MAX,
  });
}

function requireFewLines(raw: Uint8Array): void {
  let lines = 0;
  for (let at = raw.indexOf(0x0a); at >= 0; at = raw.indexOf(0x0a, at + 1)) lines += 1;
  if (lines > LINES_MAX) throw new Error(`A mail may have at most ${LINES_MAX} lines`);
}

function bytesOf({ content }: Attachment): Uint8Array<ArrayBuffer> {
  if (typeof content === "string") return new TextEncoder().encode(content);
  return new Uint8Array(content instanceof ArrayBuffer ? content : content.slice());
}

const reportTypes = /^(message\/(delivery-status|feedback-report|rfc822)|text\/rfc822-headers)$/;

/**
 * Reads a message as it came, whatever its bytes: what is missing is empty, what is too long is cut.
 * Throws when its headers are absurdly long, its lines absurdly many or its parts nest absurdly deep.
 */
export async function parseInbound(raw: Uint8Array<ArrayBuffer>): Promise<ParsedInbound> {
  requireFewLines(raw);
  const email: Email = await (await newParser()).parse(raw);
  const header = (name: string) => email.headers.find(({ key }) => key === name)?.value ?? "";
  const from = mailboxOf(email.from);
  const text = plain(email.text ?? "");
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

/** Each finding by its method, without comments and quoted words: senders choose what stands in them. */
function findingsIn(header: string): Map<string, string> {
  const bare = header.replaceAll(/"(?:[^"\\]|\\.)*"/g, " ").replaceAll(/\([^()]*\)/g, " ");
  const findings = new Map<string, string>();
  for (const finding of bare.split(";").slice(1)) {
    const method = /^\s*([a-z-]{1,20})(?:\/\d{1,3})?\s*=/i.exec(finding)?.[1]?.toLowerCase();
    if (method !== undefined && !findings.has(method)) findings.set(method, finding);
  }
  return findings;
}

/**
 * What the receiving server found out (RFC 8601). Only the topmost header counts, and only when it is
 * Cloudflare's: everything below may be the sender's own words. DMARC is about the domain that it
 * names; where that is not the one of `from`, it says nothing.
 */
export function authenticationOf(topmost: string, from: string): Authentication {
  const isOurs = /^\s*(?:[\w-]+\.)*cloudflare\.(?:net|com)\s*;/i.test(topmost);
  const findings = isOurs ? findingsIn(topmost) : new Map<string, string>();
  const resultOf = (method: string) =>
    /=\s*([a-z]{1,12})\b/i.exec(findings.get(method) ?? "")?.[1]?.toLowerCase() ?? "none";
  const proven = /\sheader\.from=([^\s;]+)/i.exec(findings.get("dmarc") ?? "")?.[1];
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const isOfSender = proven === undefined || proven.toLowerCase() === domain;
  return {
    spf: resultOf("spf"),
    dkim: resultOf("dkim"),
    dmarc: isOfSender ? resultOf("dmarc") : "none",
  };
}
