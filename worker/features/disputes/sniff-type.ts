import type { AttachmentType } from "./schema.ts";

const ascii = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0));

const signatures: [AttachmentType, number[]][] = [
  ["image/png", [0x89, ...ascii("PNG\r\n"), 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", ascii("GIF87a")],
  ["image/gif", ascii("GIF89a")],
  ["application/pdf", ascii("%PDF-")],
];

function startsWith(bytes: Uint8Array, signature: readonly number[], at = 0): boolean {
  return signature.every((byte, index) => bytes[at + index] === byte);
}

/** Text has no control characters other than tab, line feed, form feed and carriage return. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(byte))) return false;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).trim() !== "";
  } catch {
    return false;
  }
}

/**
 * What a file is, by its own bytes and not by what it calls itself; undefined for what may not be
 * attached. Markup is plain text here and is only ever served as that.
 */
export function sniffType(bytes: Uint8Array): AttachmentType | undefined {
  const known = signatures.find(([, signature]) => startsWith(bytes, signature));
  if (known !== undefined) return known[0];
  const isWebp = startsWith(bytes, ascii("RIFF")) && startsWith(bytes, ascii("WEBP"), 8);
  if (isWebp) return "image/webp";
  return isText(bytes) ? "text/plain" : undefined;
}
