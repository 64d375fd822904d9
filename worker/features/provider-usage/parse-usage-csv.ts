import { z } from "zod";
import { type FieldError, Problem } from "#core/problem";
import { dayEndMs, isDay } from "./days.ts";
import { parseMicro } from "./micro-usd.ts";
import { parseCsv } from "./parse-csv.ts";
import type { ReportedDay } from "./read-report.ts";
import { CSV_ROWS_MAX, ProviderName, ReportModel, usageColumns } from "./schema.ts";

const ERRORS_MAX = 50;
const limits = { rowsMax: CSV_ROWS_MAX + 1, columnsMax: 40, charsMax: 400 };
const optionalColumns: ReadonlySet<string> = new Set(["requests", "cost_usd"]);

const Tokens = z
  .string()
  .trim()
  .regex(/^\d{1,15}$/, "a whole number of tokens")
  .transform(Number);

const Row = z.object({
  provider: z.string().trim().pipe(ProviderName),
  day: z.string().trim().refine(isDay, "a day as 2026-11-21"),
  model: z.string().trim().pipe(ReportModel),
  requests: z.union([z.literal("").transform(() => null), Tokens]),
  input_tokens: Tokens,
  cached_read_tokens: Tokens,
  cache_write_tokens: Tokens,
  output_tokens: Tokens,
  cost_usd: z.union([
    z.literal("").transform(() => null),
    z.string().transform((text, context) => {
      const amount = parseMicro(text, 6);
      if (amount !== undefined) return amount;
      context.addIssue({ code: "custom", message: "an amount as 12.345678" });
      return z.NEVER;
    }),
  ]),
});
type Row = z.infer<typeof Row>;

/** What a file of usage states: whole days of each provider, and how many rows said it. */
export interface ParsedUsageFile {
  rows: number;
  days: Map<string, ReportedDay[]>;
}

/**
 * A file of usage as reports. The first row names the columns, in any order. Refuses the whole file
 * with `invalid-input`, naming at most fifty wrong fields by row and column; days that are not over
 * at `nowMs`, and the same provider, day and model twice, are wrong.
 */
export function parseUsageCsv(csv: string, nowMs: number): ParsedUsageFile {
  const parsed = parseCsv(csv, limits);
  if (!parsed.ok) throw refusedFile([{ pointer: "/csv", detail: lineOf(parsed) }]);
  const [header = [], ...records] = parsed.value;
  const columns = readHeader(header);
  if (records.length === 0) {
    throw refusedFile([{ pointer: "/csv", detail: "The file has no rows." }]);
  }
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  const days = new Map<string, ReportedDay[]>();
  for (const [index, record] of records.entries()) {
    if (errors.length >= ERRORS_MAX) break;
    const row = readRow(columns, record, index + 2, errors);
    if (row === undefined) continue;
    const wrong = wrongOf(row, seen, nowMs);
    if (wrong === undefined) addRow(days, row);
    else errors.push({ pointer: `/csv/${index + 2}`, detail: `Row ${index + 2}: ${wrong}` });
  }
  if (errors.length > 0) throw refusedFile(errors.slice(0, ERRORS_MAX));
  return { rows: records.length, days };
}

function lineOf({ reason, line }: { reason: string; line: number }): string {
  return `Line ${line}: ${reason}.`;
}

function refusedFile(errors: FieldError[]): Problem {
  return new Problem("invalid-input", { detail: errors[0]?.detail ?? "", errors });
}

function readHeader(header: readonly string[]): Map<string, number> {
  const names = header.map((name) => name.trim().toLowerCase());
  const columns = new Map(names.map((name, index) => [name, index]));
  const missing = usageColumns.filter((name) => !columns.has(name) && !optionalColumns.has(name));
  if (missing.length > 0) {
    const detail = `The first row must name the columns; missing: ${missing.join(", ")}.`;
    throw refusedFile([{ pointer: "/csv/1", detail }]);
  }
  if (columns.size < names.length) {
    throw refusedFile([{ pointer: "/csv/1", detail: "A column is named twice." }]);
  }
  return columns;
}

function readRow(
  columns: ReadonlyMap<string, number>,
  record: readonly string[],
  rowNumber: number,
  errors: FieldError[],
): Row | undefined {
  const fields = Object.fromEntries(
    usageColumns.map((name) => [name, record[columns.get(name) ?? -1] ?? ""]),
  );
  const parsed = Row.safeParse(fields);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const column = String(issue.path[0] ?? "");
    errors.push({
      pointer: `/csv/${rowNumber}/${column}`,
      detail: `Row ${rowNumber}, ${column}: ${issue.message}`,
    });
  }
  return undefined;
}

function wrongOf(row: Row, seen: Set<string>, nowMs: number): string | undefined {
  if (row.provider === "builtin") return "the built-in answerer has no outside report.";
  if (dayEndMs(row.day) > nowMs) return "the day is not over.";
  const key = JSON.stringify([row.provider, row.day, row.model]);
  if (seen.has(key)) return "this provider, day and model are there twice.";
  seen.add(key);
  return undefined;
}

function addRow(days: Map<string, ReportedDay[]>, row: Row): void {
  const { provider, day, model } = row;
  const known = days.get(provider) ?? [];
  days.set(provider, known);
  let reported = known.find((one) => one.day === day);
  if (reported === undefined) {
    reported = { day, usage: [], costs: [] };
    known.push(reported);
  }
  reported.usage.push({
    provider,
    day,
    model,
    requests: row.requests,
    tokens: {
      input: row.input_tokens,
      cachedRead: row.cached_read_tokens,
      cacheWrite: row.cache_write_tokens,
      output: row.output_tokens,
    },
  });
  if (row.cost_usd !== null) {
    reported.costs.push({ provider, day, model, item: "total", amountMicroUsd: row.cost_usd });
  }
}
