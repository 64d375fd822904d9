import { ArrowDown, ArrowUp } from "lucide-react";
import { Link, useLocation } from "react-router";
import { m } from "#messages";
import { cx } from "./cx.ts";
import { type TableQuery, withQuery } from "./table-query.ts";
import { tableRoles } from "./table-roles.ts";

interface SortHeaderProps {
  column: { id: string; header: string; sortable?: boolean; align?: "start" | "end" };
  query: TableQuery;
  className?: string;
}

/** A column's heading; a link that sorts by it, and the other way round when it does already. */
export function SortHeader({ column, query, className }: SortHeaderProps) {
  const { search } = useLocation();
  const { id, header, sortable = false, align } = column;
  const look = cx(
    className,
    "h-9 whitespace-nowrap px-3 font-normal",
    align === "end" ? "text-end" : "text-start",
  );
  if (!sortable) {
    return (
      <th {...tableRoles.columnHeader} scope="col" className={look}>
        {header}
      </th>
    );
  }
  const sorted = query.sort?.by === id ? query.sort : undefined;
  const next = sorted?.descending === false ? `-${id}` : id;
  const Arrow = sorted?.descending === true ? ArrowDown : ArrowUp;
  const order = sorted?.descending === true ? "descending" : "ascending";
  return (
    <th
      {...tableRoles.columnHeader}
      scope="col"
      aria-sort={sorted === undefined ? undefined : order}
      className={look}
    >
      <Link
        to={withQuery(search, { sort: next })}
        preventScrollReset
        className="group inline-flex items-center gap-1 rounded-sm py-1 hover:text-ink"
      >
        {header}
        <Arrow
          aria-hidden="true"
          className={cx("size-3.5", sorted === undefined && "opacity-0 group-hover:opacity-60")}
        />
        {sorted === undefined ? null : (
          <span className="sr-only">
            {sorted.descending ? m.shell_table_sorted_down() : m.shell_table_sorted_up()}
          </span>
        )}
      </Link>
    </th>
  );
}
