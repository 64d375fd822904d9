import { csvLine } from "#core/csv";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { getClose, listMonthStatements } from "./list-closes.ts";
import { type CloseView, ExportInput, type StatementView } from "./schema.ts";
import { journalColumns, journalLines } from "./journal-lines.ts";
import { statementColumns, statementRecord } from "./statement-record.ts";

const PAGE = 100;

export interface ExportedFile {
  filename: string;
  contentType: string;
  body: ReadableStream<Uint8Array>;
}

async function* allStatements(ctx: Ctx, month: string): AsyncGenerator<StatementView> {
  let cursor: string | undefined;
  do {
    const page = await listMonthStatements(ctx, month, { cursor, limit: PAGE });
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

const revenueColumns = [
  "month",
  "workspaceId",
  "accountId",
  "currency",
  "soldMinor",
  "recognisedMinor",
  "breakageMinor",
  "deferredBeforeMinor",
  "deferredAfterMinor",
] as const;

function revenueRecords({ month, workspaceId, accountId, revenue }: StatementView) {
  return revenue.map((line) => ({ month, workspaceId, accountId, ...line }));
}

type Record = { [name: string]: string | number };

interface Report {
  columns: readonly string[];
  records(close: CloseView, statements: AsyncGenerator<StatementView>): AsyncGenerator<Record>;
}

const reports: { [name in ExportInput["report"]]: Report } = {
  statements: {
    columns: statementColumns,
    async *records(_close, statements) {
      for await (const statement of statements) yield statementRecord(statement);
    },
  },
  revenue: {
    columns: revenueColumns,
    async *records(_close, statements) {
      for await (const statement of statements) yield* revenueRecords(statement);
    },
  },
  journal: {
    columns: journalColumns,
    async *records(close) {
      yield* journalLines(close);
    },
  },
};

async function* asCsv(report: Report, records: AsyncGenerator<Record>): AsyncGenerator<string> {
  yield csvLine([...report.columns]);
  for await (const record of records)
    yield csvLine(report.columns.map((name) => record[name] ?? ""));
}

async function* asJson(close: CloseView, records: AsyncGenerator<Record>): AsyncGenerator<string> {
  yield `${JSON.stringify(close).slice(0, -1)},"items":[`;
  let separator = "";
  for await (const record of records) {
    yield separator + JSON.stringify(record);
    separator = ",\n";
  }
  yield "]}\n";
}

/** Text parts as the body of an answer, made as it is read. */
export function streamOf(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await parts.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}

/**
 * A closed month for an accountant: the accounts' statements, their revenue, or the journal entries
 * of the month, as CSV or JSON. For the operator; audited. Refuses a month that is not closed with
 * `conflict`.
 */
export async function exportMonth(ctx: Ctx, input: ExportInput): Promise<ExportedFile> {
  requireOperator(ctx);
  const { month, report: name, format } = parseInput(ExportInput, input);
  const close = await getClose(ctx, month);
  if (close.state !== "closed")
    throw new Problem("conflict", { detail: `${month} is not closed.` });
  await runBatch(ctx.db, [auditRow(ctx, "closing.exported", month, { report: name, format })]);
  const report = reports[name];
  const records = report.records(close, allStatements(ctx, month));
  const isCsv = format === "csv";
  return {
    filename: `selvedge-${name}-${month}.${format}`,
    contentType: isCsv ? "text/csv; charset=utf-8" : "application/json",
    body: streamOf(isCsv ? asCsv(report, records) : asJson(close, records)),
  };
}
