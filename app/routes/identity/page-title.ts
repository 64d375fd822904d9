import { m } from "#messages";

/** A page's title as tabs and search results show it. */
export function pageTitle(title: string): { title: string }[] {
  return [{ title: `${title} · ${m.brand_name()}` }];
}
