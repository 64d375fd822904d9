import { type Article, parseArticle } from "#app/ui/front-matter.ts";

const sources = import.meta.glob<string>("../../../content/legal/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

export interface LegalText extends Article {
  document: string;
  version: string;
}

function toLegalText(path: string, source: string): LegalText {
  const article = parseArticle(path, source);
  const [, document = "", version = ""] = /^(.*)-(\d{4}-\d{2}-\d{2})$/.exec(article.slug) ?? [];
  return { ...article, document, version };
}

/** Every version of every document, newest first within a document. */
const texts = Object.entries(sources)
  .map(([path, source]) => toLegalText(path, source))
  .toSorted(
    (a, b) => Number(a.head.order) - Number(b.head.order) || (a.version < b.version ? 1 : -1),
  );

/** The versions of one document, newest first. */
export function versionsOf(document: string): LegalText[] {
  return texts.filter((one) => one.document === document);
}

/** The present version of each document, in reading order. */
export const currentTexts = texts.filter(
  (one, index) => texts.findIndex(({ document }) => document === one.document) === index,
);
