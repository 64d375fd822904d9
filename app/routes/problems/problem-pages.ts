import { type Article, parseArticle } from "#app/ui/front-matter.ts";
import type { ProblemSlug } from "#core/problem";
import { problems } from "#core/problem";

const sources = import.meta.glob<string>("../../../docs/problems/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

const pages = new Map(
  Object.entries(sources).map(([path, source]) => {
    const page = parseArticle(path, source);
    return [page.slug, page] as const;
  }),
);

export const problemSlugs = (Object.keys(problems) as ProblemSlug[]).toSorted(
  (a, b) => problems[a].status - problems[b].status || a.localeCompare(b),
);

/** The page about a problem; undefined for a slug that is not registered. */
export function findProblemPage(slug: string): Article | undefined {
  return Object.hasOwn(problems, slug) ? pages.get(slug) : undefined;
}
