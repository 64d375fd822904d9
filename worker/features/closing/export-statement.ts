import { csvLine } from "#core/csv";
import type { Ctx } from "#platform/ctx";
import type { ExportedFile } from "./export-month.ts";
import { streamOf } from "./export-month.ts";
import { getStatement } from "./list-statements.ts";
import { statementColumns, statementRecord } from "./statement-record.ts";

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** The workspace's own statement of a closed month, as CSV or JSON. */
export async function exportStatement(
  ctx: Ctx,
  month: string,
  format: "csv" | "json",
): Promise<ExportedFile> {
  const statement = await getStatement(ctx, month);
  const record = statementRecord(statement);
  const text =
    format === "csv"
      ? csvLine([...statementColumns]) + csvLine(statementColumns.map((name) => record[name]))
      : `${JSON.stringify({ ...record, revenue: statement.revenue }, null, 2)}\n`;
  return {
    filename: `selvedge-statement-${month}.${format}`,
    contentType: format === "csv" ? "text/csv; charset=utf-8" : "application/json",
    body: streamOf(once(text)),
  };
}
