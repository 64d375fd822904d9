import { type ReactNode, useId } from "react";
import { useLocation } from "react-router";
import { cx } from "./cx.ts";
import { EmptyState } from "./empty-state.tsx";
import { LinkButton } from "./link-button.tsx";
import { Pagination } from "./pagination.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { SelectAll, SelectRow } from "./table-select.tsx";
import { SortHeader } from "./sort-header.tsx";
import type { TableQuery } from "./table-query.ts";
import { tableRoles } from "./table-roles.ts";
import { m } from "#messages";

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Sorting by this column is offered, under its id. */
  sortable?: boolean;
  /** Figures stand at the end. */
  align?: "start" | "end";
  /** May be left out by the reader; the first column never is. */
  optional?: boolean;
  /** Left out until the reader asks for it. */
  hidden?: boolean;
}

export interface BulkSelection {
  /** Names the form of the ticked rows, for a button outside of it. */
  id?: string;
  /** Where the selected ids are posted, as `ids`, with the pressed button's `intent`. */
  action?: string;
  /** Buttons with `name="intent"`. */
  actions: ReactNode;
}

export interface TableProps<Row> {
  caption: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  /** What a row is called, for its checkbox. */
  rowName?: (row: Row) => string;
  query: TableQuery;
  nextCursor?: string | null;
  selection?: BulkSelection;
  /** Shown when the list is empty without any search: it teaches the next step. */
  empty: ReactNode;
}

/** The columns that this reader sees, the first always among them. */
export function shownColumns<Row>(
  columns: readonly Column<Row>[],
  query: TableQuery,
): readonly Column<Row>[] {
  const { columns: chosen } = query;
  return columns.filter(
    (column, index) =>
      index === 0 ||
      (chosen === undefined
        ? column.hidden !== true
        : column.optional !== true || chosen.includes(column.id)),
  );
}

/** A real table that becomes cards on a phone. Search, sort, page and columns live in the address. */
export function Table<Row>(props: TableProps<Row>) {
  const { rows, query, nextCursor, selection, empty } = props;
  const { pathname } = useLocation();
  const ownId = useId();
  const formId = selection?.id ?? ownId;
  if (rows.length === 0) {
    const narrowed =
      query.search !== "" || query.cursor !== undefined || Object.keys(query.filters).length > 0;
    if (!narrowed) return empty;
    return (
      <EmptyState
        title={m.shell_table_none_match()}
        action={<LinkButton to={pathname}>{m.shell_table_clear()}</LinkButton>}
      >
        {m.shell_table_none_match_text()}
      </EmptyState>
    );
  }
  return (
    <>
      {selection === undefined ? null : <SelectionBar {...selection} id={formId} />}
      <div className="overflow-x-auto">
        <Grid {...props} formId={formId} />
      </div>
      <Pagination query={query} nextCursor={nextCursor ?? null} />
    </>
  );
}

const edge = "first:ps-5 last:pe-5";

function Grid<Row>(props: TableProps<Row> & { formId: string }) {
  const { caption, rows, columns, rowId, rowName, query, selection, formId } = props;
  const shown = shownColumns(columns, query);
  return (
    <table {...tableRoles.table} className="table-cards w-full border-collapse">
      <caption className="sr-only">{caption}</caption>
      <thead {...tableRoles.group}>
        <tr {...tableRoles.row} className="border-b border-line text-start text-muted">
          {selection === undefined ? null : (
            <th {...tableRoles.columnHeader} scope="col" className={cx(edge, "w-10 py-2")}>
              <SelectAll formId={formId} />
            </th>
          )}
          {shown.map((column) => (
            <SortHeader key={column.id} column={column} query={query} className={edge} />
          ))}
        </tr>
      </thead>
      <tbody {...tableRoles.group}>
        {rows.map((row) => (
          <tr
            key={rowId(row)}
            {...tableRoles.row}
            className="border-b border-line last:border-0 hover:bg-paper has-[[data-select]_:checked]:bg-accent-soft"
          >
            {selection === undefined ? null : (
              <td {...tableRoles.cell} data-select className={cx(edge, "w-10")}>
                <SelectRow formId={formId} id={rowId(row)} label={rowName?.(row) ?? rowId(row)} />
              </td>
            )}
            {shown.map((column, index) => (
              <Cell key={column.id} column={column} row={row} isName={index === 0} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps<Row> {
  column: Column<Row>;
  row: Row;
  isName: boolean;
}

function Cell<Row>({ column, row, isName }: CellProps<Row>) {
  const look = cx(edge, "h-11 px-3", column.align === "end" ? "text-end" : "text-start");
  if (isName) {
    return (
      <th {...tableRoles.rowHeader} scope="row" className={cx(look, "font-medium")}>
        {column.cell(row)}
      </th>
    );
  }
  return (
    <td {...tableRoles.cell} data-label={column.header} className={look}>
      {column.cell(row)}
    </td>
  );
}
