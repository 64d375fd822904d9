import { Fragment } from "react";
import { useFetcher } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatDate, formatNumber } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import type { FormOutcome } from "#app/ui/problem-view.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { UsageImportView } from "#features/provider-usage/schema";
import { m } from "#messages";
import { plainQuery } from "./plain-query.ts";
import type { ReconciliationAnswer } from "./reconciliation-action.ts";

function dayWords(day: string): string {
  return formatDate(Date.parse(`${day}T00:00:00Z`));
}

function columnsOf(): Column<UsageImportView>[] {
  return [
    {
      id: "file",
      header: m.closing_reconciliation_import_file(),
      cell: ({ filename }) => (
        <bdi className="block max-w-xs truncate" title={filename}>
          {filename}
        </bdi>
      ),
    },
    {
      id: "providers",
      header: m.closing_reconciliation_import_providers(),
      cell: ({ providers }) => <bdi>{providers.join(", ")}</bdi>,
    },
    {
      id: "days",
      header: m.closing_reconciliation_import_days(),
      cell: ({ fromDay, toDay }) => (
        <span className="text-nowrap">
          {fromDay === toDay ? dayWords(fromDay) : `${dayWords(fromDay)} – ${dayWords(toDay)}`}
        </span>
      ),
    },
    {
      id: "rows",
      header: m.closing_reconciliation_import_rows(),
      align: "end",
      cell: ({ rows }) => formatNumber(rows),
    },
    {
      id: "at",
      header: m.closing_reconciliation_import_at(),
      align: "end",
      cell: ({ importedAtMs }) => <RelativeTime atMs={importedAtMs} />,
    },
  ];
}

type Imported = Extract<ReconciliationAnswer, { done: "imported" }>;

/** What came of a file. */
export function importedWords({ rows, duplicate }: Imported): string {
  return duplicate
    ? m.closing_reconciliation_imported_again()
    : m.closing_reconciliation_imported({ count: rows });
}

interface ImportsProps {
  imports: UsageImportView[];
  /** The columns a file must name. */
  columns: readonly string[];
}

/** Files of usage for providers whose reports are not fetched. */
export function Imports({ imports, columns }: ImportsProps) {
  const fetcher = useFetcher<ReconciliationAnswer | FormOutcome>();
  const { data, state } = fetcher;
  const isImported = data !== undefined && "done" in data && data.done === "imported";
  return (
    <Card
      flush
      id="imports"
      title={m.closing_reconciliation_imports()}
      description={m.closing_reconciliation_imports_about()}
    >
      <div className="p-5">
        {isImported ? (
          <output className="mb-4 block max-w-xl">
            <Notice tone="success" title={importedWords(data)} />
          </output>
        ) : null}
        <Form fetcher={fetcher} encType="multipart/form-data" className="max-w-xl">
          <input type="hidden" name="intent" value="import" />
          <Field
            name="csv"
            label={m.closing_reconciliation_import_file()}
            hint={
              <>
                {m.closing_reconciliation_import_hint({ columns: "" })}
                <code dir="ltr" className="mt-1 block font-mono text-xs wrap-anywhere">
                  {columns.map((column, index) => (
                    <Fragment key={column}>
                      {index === 0 ? null : (
                        <>
                          ,<wbr />
                        </>
                      )}
                      {column}
                    </Fragment>
                  ))}
                </code>
              </>
            }
            required
          >
            <TextInput type="file" accept=".csv,text/csv" className="h-auto py-1.5" />
          </Field>
          <div>
            <Button type="submit" pending={state !== "idle"}>
              {m.closing_reconciliation_import()}
            </Button>
          </div>
        </Form>
      </div>
      {imports.length === 0 ? null : (
        <div className="border-t border-line">
          <Table
            caption={m.closing_reconciliation_imports()}
            rows={imports}
            columns={columnsOf()}
            rowId={({ id }) => id}
            query={plainQuery}
            empty={null}
          />
        </div>
      )}
    </Card>
  );
}
