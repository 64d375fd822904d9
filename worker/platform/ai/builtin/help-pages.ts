import { invariant } from "#core/assert";
import type { SourceDocument } from "./search-index.ts";

/** One of the product's help pages, `content/help/<slug>.md`. */
export interface HelpPage {
  title: string;
  /** One sentence. */
  summary: string;
  /** Position in the table of contents, from 1. */
  order: number;
  /** Markdown without the front matter, headings from the second level. */
  body: string;
}

/** Reads a help page: front matter with title, summary and order, then Markdown. Throws when one is missing. */
export function parseHelpPage(raw: string): HelpPage {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(raw.replaceAll("\r\n", "\n"));
  const fields = new Map<string, string>();
  for (const line of (match?.[1] ?? "").split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  const title = fields.get("title") ?? "";
  const summary = fields.get("summary") ?? "";
  const order = Number(fields.get("order"));
  invariant(title !== "" && summary !== "", "A help page has a title and a summary");
  invariant(Number.isSafeInteger(order) && order > 0, "A help page has an order from 1");
  return { title, summary, order, body: (match?.[2] ?? "").trim() };
}

/**
 * The help pages as documents to search, in their order. `files` maps each file's path to its
 * text, as `import.meta.glob("…/content/help/*.md", { query: "?raw" })` gives it.
 */
export function toHelpDocuments(files: Readonly<Record<string, string>>): SourceDocument[] {
  return Object.entries(files)
    .map(([path, raw]) => ({ path, page: parseHelpPage(raw) }))
    .sort((a, b) => a.page.order - b.page.order)
    .map(({ path, page }) => {
      const slug = path.replace(/^.*\//, "").replace(/\.md$/, "");
      const { title, summary, body } = page;
      return { id: `help/${slug}`, title, text: `${summary}\n\n${body}`, url: `/help/${slug}` };
    });
}
