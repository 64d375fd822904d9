import { type Article, parseArticle } from "#app/ui/front-matter.ts";

const sources = import.meta.glob<string>("../../../content/help/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The help pages in their reading order. */
export const articles: Article[] = Object.entries(sources)
  .map(([path, source]) => parseArticle(path, source))
  .toSorted((a, b) => Number(a.head.order) - Number(b.head.order));
