import type { MailAddress } from "#platform/mail/transport";
import type { WrittenMail } from "./write-mail.ts";

export interface Envelope {
  id: string;
  from: MailAddress;
  to: string;
  /** The host that Message-ID is made with. */
  host: string;
  atMs: number;
  /** Beside those that every message has, with values not yet encoded. */
  headers?: Record<string, string>;
}

export interface ComposedMessage {
  /** As people read them. */
  headers: Record<string, string>;
  /** The whole message, lines ended by CRLF; ASCII only, unless an address is not. */
  raw: string;
}

const encoder = new TextEncoder();
const ENCODED_WORD_BYTES_MAX = 42;
const LINE_MAX = 76;
const QUOTED_LINE_MAX = 75;
const CR_LF = "\r\n";

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** A line break within a value cannot begin another header; folding of our own stays. */
function onOneLine(value: string): string {
  const folds = value.split(`${CR_LF} `);
  return folds.map((part) => part.replace(/[\r\n]+/g, " ")).join(`${CR_LF} `);
}

/** What needs no encoding: printable ASCII that cannot be taken for an encoded word, and can be folded. */
function isPlain(line: string): boolean {
  if (!/^[\x20-\x7e]*$/.test(line) || line.includes("=?")) return false;
  return line.split(" ").every((word) => word.length < LINE_MAX);
}

/** RFC 2047: what is not plain becomes encoded words of whole characters, folded. */
export function encodeHeader(text: string): string {
  const line = text.replace(/[\r\n]+/g, " ");
  if (isPlain(line)) return line;
  const words: string[] = [];
  let word = "";
  for (const character of line) {
    if (encoder.encode(word + character).length > ENCODED_WORD_BYTES_MAX) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  words.push(word);
  return words.map((part) => `=?UTF-8?B?${base64(encoder.encode(part))}?=`).join(`${CR_LF} `);
}

/** RFC 5322, section 3.4: a name is quoted where it must be, encoded where it is not ASCII. */
export function encodeAddress({ name, address }: MailAddress): string {
  if (name === undefined) return address;
  const line = name.replace(/[\r\n]+/g, " ");
  if (!isPlain(line)) return `${encodeHeader(line)} <${address}>`;
  const written = /^[\w !#$%&'*+/=?^`{|}~-]+$/.test(line)
    ? line
    : `"${line.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return `${written} <${address}>`;
}

/** RFC 5322, section 2.2.3: long lines break before a space; a word is never broken. */
function fold(name: string, value: string): string {
  const written: string[] = [];
  let line = `${name}:`;
  for (const word of value.split(" ")) {
    const isTooLong = line.length + 1 + word.split(CR_LF, 1).join("").length > LINE_MAX;
    if (isTooLong && line !== `${name}:`) {
      written.push(line);
      line = "";
    }
    line += ` ${word}`;
    const lastBreak = line.lastIndexOf(CR_LF);
    if (lastBreak >= 0) {
      written.push(line.slice(0, lastBreak));
      line = line.slice(lastBreak + CR_LF.length);
    }
  }
  return [...written, line].join(CR_LF);
}

/** RFC 2045, section 6.7. */
export function quotedPrintable(text: string): string {
  const lines = text.replaceAll(CR_LF, "\n").split("\n");
  return lines.map((line) => softBreaks(quoteLine(line))).join(CR_LF);
}

function quoteCharacter(character: string): string {
  let written = "";
  for (const byte of encoder.encode(character)) {
    written += `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return written;
}

/** Also what relays change at the start of a line: a lone dot's, and the mark between mails of a mailbox. */
function quoteLine(line: string): string {
  return line
    .replaceAll("=", "=3D")
    .replaceAll(/[^\t\x20-\x7e]+/g, quoteCharacter)
    .replace(/^(?:\.|F(?=rom ))/, quoteCharacter)
    .replace(/[\t ]$/, quoteCharacter);
}

/** No line is too long, and no encoded byte is torn apart. */
function softBreaks(line: string): string {
  if (line.length <= QUOTED_LINE_MAX) return line;
  const lines: string[] = [];
  let from = 0;
  while (line.length - from > QUOTED_LINE_MAX) {
    const end = from + QUOTED_LINE_MAX;
    const mark = line.lastIndexOf("=", end - 1);
    const to = mark > end - 3 ? mark : end;
    lines.push(line.slice(from, to));
    from = to;
  }
  return [...lines, line.slice(from)].join(`=${CR_LF}`);
}

/** RFC 2045, section 6.8, with the line breaks of the text as CRLF. */
export function base64Lines(text: string): string {
  const encoded = base64(encoder.encode(text.replaceAll(CR_LF, "\n").replaceAll("\n", CR_LF)));
  return (encoded.match(/.{1,76}/g) ?? []).join(CR_LF);
}

/** Readable to the bare eye where most of it is ASCII; otherwise whatever is shorter. */
function encodeBody(body: string): { encoding: string; written: string } {
  const quoted = quotedPrintable(body);
  // Three bytes become four characters, and each of them took at least one as it was.
  const isMostlyAscii = quoted.length <= (body.length * 4) / 3;
  const whole = isMostlyAscii ? quoted : base64Lines(body);
  return whole.length < quoted.length
    ? { encoding: "base64", written: whole }
    : { encoding: "quoted-printable", written: quoted };
}

function part(type: string, body: string): string {
  const { encoding, written } = encodeBody(body);
  return [
    `Content-Type: ${type}; charset=utf-8`,
    `Content-Transfer-Encoding: ${encoding}`,
    "",
    written,
  ].join(CR_LF);
}

/** Puts a written mail into the form of RFC 5322 with both alternatives (RFC 2046, 5.1.4). */
export function composeMessage(mail: WrittenMail, envelope: Envelope): ComposedMessage {
  const boundary = `=_${envelope.id}`;
  const { from, to, host, id, atMs } = envelope;
  const shown = {
    Date: new Date(atMs).toUTCString().replace("GMT", "+0000"),
    From: from.name === undefined ? from.address : `${from.name} <${from.address}>`,
    To: to,
    Subject: mail.subject,
    "Message-ID": `<${id}@${host}>`,
    ...envelope.headers,
    "Auto-Submitted": "auto-generated",
    "MIME-Version": "1.0",
    "Content-Type": `multipart/alternative; boundary="${boundary}"`,
  };
  const written = { ...shown, From: encodeAddress(from), Subject: encodeHeader(mail.subject) };
  const head = Object.entries(written).map(([name, value]) => fold(name, onOneLine(value)));
  const raw = [
    ...head,
    "",
    `--${boundary}`,
    part("text/plain", mail.text),
    `--${boundary}`,
    part("text/html", mail.html),
    `--${boundary}--`,
    "",
  ].join(CR_LF);
  return { headers: shown, raw };
}
