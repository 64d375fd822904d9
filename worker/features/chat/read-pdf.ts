import { Problem } from "#core/problem";
import { unreadable } from "./unreadable.ts";

const PAGES_MAX = 1_000;
const READ_MS_MAX = 20_000;
const PDF_CHARACTERS_MAX = 2_000_000;

/**
 * The text of a PDF, page after page. Refuses with `document-unreadable` what cannot be parsed, is
 * encrypted, is a scan without text, or takes too much of anything.
 */
export async function readPdf(bytes: Uint8Array): Promise<{ text: string; pages: number }> {
  if (!hasPdfHeader(bytes)) throw unreadable("It is not a PDF.");
  const reading = new AbortController();
  const limit = setTimeout(() => {
    reading.abort(unreadable("It takes too long to read."));
  }, READ_MS_MAX);
  try {
    return await Promise.race([read(bytes, reading.signal), untilAborted(reading.signal)]);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw unreadable("It is damaged or protected by a password.", cause);
  } finally {
    clearTimeout(limit);
    reading.abort();
  }
}

/** The header may come after some junk: ISO 32000-1, annex H.3.4.1. */
function hasPdfHeader(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, 1_024)).includes("%PDF-");
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

async function read(
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<{ text: string; pages: number }> {
  const { getDocumentProxy } = await import("unpdf");
  // The parser takes the buffer for itself, so it gets a copy.
  const document = await getDocumentProxy(bytes.slice(), {
    stopAtErrors: false,
    verbosity: 0,
    maxImageSize: 1,
    disableFontFace: true,
  });
  try {
    const { numPages } = document;
    if (numPages > PAGES_MAX) throw unreadable(`It has more than ${PAGES_MAX} pages.`);
    const pages: string[] = [];
    let characters = 0;
    for (let number = 1; number <= numPages; number++) {
      signal.throwIfAborted();
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const text = items
        .map((item) => ("str" in item ? `${item.str}${item.hasEOL ? "\n" : ""}` : ""))
        .join("");
      characters += text.length;
      if (characters > PDF_CHARACTERS_MAX) throw unreadable("It has too much text.");
      pages.push(text.trim());
      page.cleanup();
    }
    return { text: pages.filter((text) => text !== "").join("\n\n"), pages: numPages };
  } finally {
    await document.loadingTask.destroy();
  }
}
