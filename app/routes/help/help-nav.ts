import type { DocsGroup } from "#app/ui/docs-layout.tsx";
import { articles } from "./articles.ts";

/** The list of help pages beside the one that is read. */
export function helpGroups(current: string): DocsGroup[] {
  return [
    {
      isEnglish: true,
      links: articles.map(({ slug, head }) => ({
        href: `/help/${slug}`,
        label: head.title ?? slug,
        current: slug === current,
      })),
    },
  ];
}
