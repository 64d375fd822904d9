import { Columns3, Download, Search } from "lucide-react";
import type { ReactNode } from "react";
import { Form, useLocation, useSubmit } from "react-router";
import { m } from "#messages";
import { Button } from "./button.tsx";
import { buttonClass } from "./button-class.ts";
import { Checkbox } from "./checkbox.tsx";
import { controlClass } from "./form-context.ts";
import { cx } from "./cx.ts";
import { Menu } from "./menu.tsx";
import { Select } from "./select.tsx";
import type { TableQuery } from "./table-query.ts";

export interface TableFilter {
  name: string;
  label: string;
  options: { value: string; label: string }[];
}

interface TableToolbarProps {
  /** What is searched, in the plural: "conversations". Without it there is no search. */
  searches?: string;
  query: TableQuery;
  filters?: TableFilter[];
  /** Columns that may be left out. */
  columns?: readonly { id: string; header: string; optional?: boolean; hidden?: boolean }[];
  exportHref?: string;
  /** The list's main action, at the end. */
  children?: ReactNode;
}

/** Keeps the rest of the address when a form of the toolbar sets its part of it. */
function KeptParams({ except }: { except: string[] }) {
  const { search } = useLocation();
  const left = new Set([...except, "cursor"]);
  const kept = [...new URLSearchParams(search)].filter(([name]) => !left.has(name));
  return kept.map(([name, value]) => (
    <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
  ));
}

/** Search, filters, columns and export above a table; all of it in the address, without script too. */
export function TableToolbar(props: TableToolbarProps) {
  const { searches, query, filters = [], columns = [], exportHref, children } = props;
  const submit = useSubmit();
  const optional = columns.filter((column, index) => index > 0 && column.optional === true);
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-5 py-3">
      <search className="contents">
        <Form
          method="get"
          className="flex min-w-0 flex-1 flex-wrap items-center gap-2"
          onChange={(event) => {
            const { target, currentTarget } = event;
            if (target instanceof HTMLSelectElement) void submit(currentTarget, { replace: true });
          }}
        >
          <KeptParams except={["q", ...filters.map(({ name }) => name)]} />
          {searches === undefined ? null : (
            <label className="relative min-w-44 flex-1 sm:max-w-xs">
              <span className="sr-only">{m.shell_table_search_in({ what: searches })}</span>
              <Search
                aria-hidden="true"
                className="pointer-events-none absolute inset-y-0 start-3 my-auto size-4 text-muted"
              />
              <input
                type="search"
                name="q"
                key={query.search}
                defaultValue={query.search}
                placeholder={m.shell_table_search()}
                className={cx(controlClass, "h-9 ps-9")}
              />
            </label>
          )}
          {filters.map(({ name, label, options }) => (
            <Select
              key={name}
              name={name}
              aria-label={label}
              defaultValue={query.filters[name] ?? ""}
              options={[{ value: "", label: `${label}: ${m.shell_table_all()}` }, ...options]}
            />
          ))}
          <noscript>
            <Button type="submit">{m.shell_table_apply()}</Button>
          </noscript>
        </Form>
      </search>
      {optional.length === 0 ? null : (
        <Menu
          side="end"
          variant="quiet"
          trigger={
            <>
              <Columns3 aria-hidden="true" className="size-4" />
              <span className="max-sm:sr-only">{m.shell_table_columns()}</span>
            </>
          }
        >
          <Form method="get" className="grid gap-0.5 p-1.5">
            <KeptParams except={["col"]} />
            <input type="hidden" name="col" value="-" />
            {optional.map(({ id, header, hidden }) => (
              <Checkbox
                key={id}
                name="col"
                value={id}
                label={header}
                defaultChecked={
                  query.columns === undefined ? hidden !== true : query.columns.includes(id)
                }
              />
            ))}
            <Button type="submit" size="sm" className="mt-2">
              {m.shell_table_apply()}
            </Button>
          </Form>
        </Menu>
      )}
      {exportHref === undefined ? null : (
        <a href={exportHref} download className={buttonClass({ variant: "quiet" })}>
          <Download aria-hidden="true" className="size-4" />
          <span className="max-sm:sr-only">{m.shell_table_export()}</span>
        </a>
      )}
      {children}
    </div>
  );
}
