import type { TableQuery } from "#app/ui/table-query.ts";

/** For tables that show all they have: nothing searched, sorted or left out. */
export const plainQuery: TableQuery = {
  search: "",
  sort: undefined,
  cursor: undefined,
  filters: {},
  columns: undefined,
};
