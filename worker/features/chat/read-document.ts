import { Problem } from "#core/problem";
import { DOCUMENT_BYTES_MAX, documentTypes, type DocumentType } from "./schema.ts";
import { cleanText } from "./clean-text.ts";
import { readPdf } from "./read-pdf.ts";
import { unreadable } from "./unreadable.ts";

export const CHARACTERS_MAX = 2_000_000;

export interface DocumentText {
  contentType: DocumentType;
  text: string;
  pages: number | null;
}

/**
 * The text of a document. Refuses with `unsupported-media-type`, `body-too-large`, and with
 * `document-unreadable` what is not what it says, holds no text, or is hostile.
 */
export async function readDocument(
  name: string,
  contentType: string,
  bytes: Uint8Array,
): Promise<DocumentText> {
  if (bytes.byteLength > DOCUMENT_BYTES_MAX) {
    throw new Problem("body-too-large", {
      detail: `A document has at most ${DOCUMENT_BYTES_MAX / 1_000_000} MB.`,
      extensions: { limitBytes: DOCUMENT_BYTES_MAX },
    });
  }
  const type = toDocumentType(name, contentType);
  const { text, pages } =
    type === "application/pdf" ? await readPdf(bytes) : { text: decode(bytes), pages: null };
  const cleaned = cleanText(text).trim();
  if (cleaned === "") throw unreadable("There is no text in it.");
  if (cleaned.length > CHARACTERS_MAX) {
    throw unreadable(`It has more than ${CHARACTERS_MAX.toLocaleString("en")} characters of text.`);
  }
  return { contentType: type, text: cleaned, pages };
}

const typeOfExtension: Record<string, DocumentType> = {
  txt: "text/plain",
  text: "text/plain",
  md: "text/markdown",
  markdown: "text/markdown",
  pdf: "application/pdf",
};

/** Browsers often know no type for Markdown, so the name decides where the type says nothing. */
function toDocumentType(name: string, contentType: string): DocumentType {
  const stated = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  const known = documentTypes.find((type) => type === stated);
  const named = typeOfExtension[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ""];
  if (known === "text/plain" && named === "text/markdown") return named;
  if (known !== undefined) return known;
  const isVague = ["", "application/octet-stream", "text/x-markdown"].includes(stated);
  if (isVague && named !== undefined) return named;
  throw new Problem("unsupported-media-type", {
    detail: "Text, Markdown and PDF can be attached.",
    extensions: { supported: documentTypes },
  });
}

function decode(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    if (!text.includes("\u0000")) return text;
  } catch (cause) {
    throw unreadable("It is not text in UTF-8.", cause);
  }
  throw unreadable("It is not text.");
}

/** UTF-16 only where a byte order mark says so. */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}
