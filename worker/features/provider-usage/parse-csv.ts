import { type Result, ok, refuse } from "#core/result";

export interface CsvLimits {
  rowsMax: number;
  columnsMax: number;
  charsMax: number;
}

/**
 * A CSV file as records of fields (RFC 4180): quoted fields may hold commas, quotes and line ends;
 * lines end with LF or CRLF; a byte order mark and empty lines are passed over. Refuses what goes
 * beyond the limits, a quote that does not close, and text after a closing quote.
 */
export function parseCsv(
  text: string,
  limits: CsvLimits,
): Result<string[][], { reason: string; line: number }> {
  const rows: string[][] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const record = parseRecord(text, at, limits);
    if (!record.ok) return refuse({ reason: record.reason, line });
    const { fields, next, lines } = record.value;
    if (fields.length > 1 || fields[0] !== "") rows.push(fields);
    if (rows.length > limits.rowsMax) {
      return refuse({ reason: `the file has more than ${limits.rowsMax} rows`, line });
    }
    at = next;
    line += lines;
  }
  return ok(rows);
}

type Parsed<T> = Result<T, { reason: string }>;

function parseRecord(text: string, start: number, limits: CsvLimits) {
  const fields: string[] = [];
  let lines = 0;
  for (let at = start; ;) {
    const field = text[at] === '"' ? parseQuoted(text, at + 1) : parsePlain(text, at);
    if (!field.ok) return field;
    const { value, next } = field.value;
    if (value.length > limits.charsMax) {
      return refuse({ reason: `a field has more than ${limits.charsMax} characters` });
    }
    fields.push(value);
    if (fields.length > limits.columnsMax) {
      return refuse({ reason: `a row has more than ${limits.columnsMax} fields` });
    }
    lines += value.split("\n").length - 1;
    if (text[next] === ",") {
      at = next + 1;
      continue;
    }
    const after = text.startsWith("\r\n", next) ? next + 2 : next + 1;
    return ok({ fields, next: after, lines: lines + 1 });
  }
}

function parsePlain(text: string, start: number): Parsed<{ value: string; next: number }> {
  let next = start;
  while (next < text.length && text[next] !== "," && text[next] !== "\n") {
    if (text[next] === '"') return refuse({ reason: "a quote stands inside a field" });
    next += 1;
  }
  const end = text[next] === "\n" && text[next - 1] === "\r" && next > start ? next - 1 : next;
  const value = text.slice(start, end);
  return ok({ value: next >= text.length ? value.replace(/\r$/, "") : value, next: end });
}

function parseQuoted(text: string, start: number): Parsed<{ value: string; next: number }> {
  let value = "";
  for (let at = start; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return refuse({ reason: "a quote does not close" });
    value += text.slice(at, quote);
    if (text[quote + 1] === '"') {
      value += '"';
      at = quote + 2;
      continue;
    }
    const next = quote + 1;
    const isEnd = next >= text.length || /^(,|\n|\r\n|\r$)/.test(text.slice(next, next + 2));
    return isEnd ? ok({ value, next }) : refuse({ reason: "text follows a closing quote" });
  }
}
