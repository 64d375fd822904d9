import { renderToReadableStream } from "react-dom/server";
import type { MailContent } from "./mail-content.ts";
import { MailLayout } from "./mail-layout.tsx";

/** Stands around the number of a text where the text itself will be; no text may contain it. */
const MARK = "\uE000";
/** Forms are few; only quotes and facts vary. */
const FORMS_MAX = 500;

/** The HTML of a form, cut where its texts belong: every second part is the number of one. */
const forms = new Map<string, string[]>();

/**
 * A mail as HTML, by the renderer that the pages use already. The comments with which React would
 * tell two texts apart in a browser are taken out.
 */
export async function renderWhole(content: MailContent): Promise<string> {
  const stream = await renderToReadableStream(<MailLayout {...content} />, {
    progressiveChunkSize: Number.MAX_SAFE_INTEGER,
  });
  await stream.allReady;
  return (await new Response(stream).text()).replaceAll("<!-- -->", "");
}

/** The same content with marks for its texts, which are put into `texts`. */
function marked<T>(value: T, texts: string[]): T {
  if (typeof value === "string") {
    texts.push(value);
    return `${MARK}${texts.length - 1}${MARK}` as T;
  }
  if (Array.isArray(value)) return value.map((one: unknown) => marked(one, texts)) as T;
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).map(([name, part]) => [name, marked(part as unknown, texts)]);
  return Object.fromEntries(parts) as T;
}

/** As React writes texts and attributes. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#x27;");
}

/**
 * A mail as HTML. What mails of one form have in common is rendered once; after that only their texts
 * are put in.
 */
export async function renderHtml(content: MailContent): Promise<string> {
  const { locale, dir, quote, ...worded } = content;
  const texts: string[] = [];
  const lines = quote === undefined ? undefined : marked(quote.split("\n"), texts).join("\n");
  const form = { ...marked(worded, texts), locale, dir, quote: lines };
  const name = JSON.stringify(form);
  let parts = forms.get(name);
  if (parts === undefined) {
    parts = (await renderWhole(form)).split(MARK);
    if (forms.size >= FORMS_MAX) forms.clear();
    forms.set(name, parts);
  }
  return parts
    .map((part, index) => (index % 2 === 0 ? part : escaped(texts[Number(part)] ?? "")))
    .join("");
}
