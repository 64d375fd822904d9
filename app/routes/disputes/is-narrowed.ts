import type { TableQuery } from "#app/ui/table-query.ts";

/** True when a list shows only a part: what was searched, filtered or paged. */
export function isNarrowed({ search, cursor, filters }: TableQuery): boolean {
  return search !== "" || cursor !== undefined || Object.keys(filters).length > 0;
}
