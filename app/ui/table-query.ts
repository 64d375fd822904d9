/** What a list's address asks for. */
export interface TableQuery {
  search: string;
  /** The column sorted by, and whether downward. */
  sort: { by: string; descending: boolean } | undefined;
  cursor: string | undefined;
  filters: Record<string, string>;
  /** Ids of the columns shown; undefined is the list's own choice. */
  columns: string[] | undefined;
}

const SEARCH_LENGTH_MAX = 200;

interface Allowed {
  /** Columns that may be sorted by; the first is the default, downward with a leading "-". */
  sorts?: readonly string[];
  /** Filters by name with their allowed values. Others are ignored. */
  filters?: Record<string, readonly string[]>;
}

/** Reads a list's state from its address. Unknown sorts, filters and values are left out. */
export function parseTableQuery(url: URL, { sorts = [], filters = {} }: Allowed = {}): TableQuery {
  const asked = url.searchParams.get("sort") ?? sorts[0] ?? "";
  const by = asked.replace(/^-/, "");
  const known = sorts.some((sort) => sort.replace(/^-/, "") === by);
  const chosen: Record<string, string> = {};
  for (const [name, values] of Object.entries(filters)) {
    const value = url.searchParams.get(name);
    if (value !== null && values.includes(value)) chosen[name] = value;
  }
  const columns = url.searchParams.getAll("col");
  return {
    search: (url.searchParams.get("q") ?? "").trim().slice(0, SEARCH_LENGTH_MAX),
    sort: known && by !== "" ? { by, descending: asked.startsWith("-") } : undefined,
    cursor: url.searchParams.get("cursor") ?? undefined,
    filters: chosen,
    columns: columns.length > 0 ? columns : undefined,
  };
}

/** The same address with other members; `undefined` removes one, and a change starts at page one. */
export function withQuery(search: string, change: Record<string, string | undefined>): string {
  const params = new URLSearchParams(search);
  params.delete("cursor");
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === "") params.delete(name);
    else params.set(name, value);
  }
  const query = params.toString();
  return query === "" ? "?" : `?${query}`;
}
