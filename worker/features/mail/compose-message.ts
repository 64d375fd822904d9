import type { WrittenMail } from "./write-mail.ts";

export interface Envelope {
  id: string;
  from: string;
  to: string;
  /** The host that Message-ID and the boundary are made with. */
  host: string;
  atMs: number;
}

export interface ComposedMessage {
  headers: Record<string, string>;
  /** The whole message, lines ended by CRLF, ASCII only. */
  raw: string;
}

const encoder = new TextEncoder();
const ENCODED_WORD_BYTES_MAX = 42;
const QUOTED_LINE_MAX = 75;

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** RFC 2047: what is not ASCII becomes encoded words of whole characters, folded. */
export function encodeHeader(text: string): string {
  const line = text.replace(/[\r\n]+/g, " ");
  if (/^[\x20-\x7e]*$/.test(line)) return line;
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
  return words.map((part) => `=?UTF-8?B?${base64(encoder.encode(part))}?=`).join("\r\n ");
}

/** RFC 2045, section 6.7. */
export function quotedPrintable(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  return lines.map(quoteLine).join("\r\n");
}

function quoteLine(line: string): string {
  const bytes = encoder.encode(line);
  let written = "";
  let width = 0;
  bytes.forEach((byte, index) => {
    const last = index === bytes.length - 1;
    const printable = byte >= 33 && byte <= 126 && byte !== 61;
    const space = (byte === 32 || byte === 9) && !last;
    const unit =
      printable || space
        ? String.fromCharCode(byte)
        : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    if (width + unit.length > QUOTED_LINE_MAX) {
      written += "=\r\n";
      width = 0;
    }
    written += unit;
    width += unit.length;
  });
  return written;
}

function part(type: string, body: string): string {
  return [
    `Content-Type: ${type}; charset=utf-8`,
    "Content-Transfer-Encoding: quoted-printable",
    "",
    quotedPrintable(body),
  ].join("\r\n");
}

/** Puts a written mail into the form of RFC 5322 with both alternatives (RFC 2046, 5.1.4). */
export function composeMessage(mail: WrittenMail, envelope: Envelope): ComposedMessage {
  const boundary = `=_${envelope.id}`;
  const headers = {
    Date: new Date(envelope.atMs).toUTCString().replace("GMT", "+0000"),
    From: envelope.from,
    To: envelope.to,
    Subject: encodeHeader(mail.subject),
    "Message-ID": `<${envelope.id}@${envelope.host}>`,
    "Auto-Submitted": "auto-generated",
    "MIME-Version": "1.0",
    "Content-Type": `multipart/alternative; boundary="${boundary}"`,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const raw = [
    ...head,
    "",
    `--${boundary}`,
    part("text/plain", mail.text),
    `--${boundary}`,
    part("text/html", mail.html),
    `--${boundary}--`,
    "",
  ].join("\r\n");
  return { headers: { ...headers, Subject: mail.subject }, raw };
}
