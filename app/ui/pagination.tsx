import { useLocation } from "react-router";
import { m } from "#messages";
import { LinkButton } from "./link-button.tsx";
import { type TableQuery, withQuery } from "./table-query.ts";

interface PaginationProps {
  query: Pick<TableQuery, "cursor">;
  nextCursor: string | null;
}

/** Onward by cursor, and back to the start; the browser's back button is the page before. */
export function Pagination({ query, nextCursor }: PaginationProps) {
  const { search } = useLocation();
  if (nextCursor === null && query.cursor === undefined) return null;
  return (
    <nav
      aria-label={m.shell_pages()}
      className="flex justify-end gap-2 border-t border-line px-5 py-3"
    >
      {query.cursor === undefined ? null : (
        <LinkButton size="sm" to={withQuery(search, {})}>
          {m.shell_page_first()}
        </LinkButton>
      )}
      {nextCursor === null ? null : (
        <LinkButton size="sm" to={withQuery(search, { cursor: nextCursor })}>
          {m.shell_page_next()}
        </LinkButton>
      )}
    </nav>
  );
}
