/** Characters that make a spreadsheet take a cell for a formula. */
const FORMULA_START = /^[=+\-@\t\r]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

function cell(value: string | number | boolean): string {
  let text = String(value);
  if (FORMULA_START.test(text) && !PLAIN_NUMBER.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * One CSV record (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in
 * front; numbers stay numbers. https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvLine(values: readonly (string | number | boolean)[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}
