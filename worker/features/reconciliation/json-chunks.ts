const ROWS_MAX = 2_000;

/**
 * Rows as JSON arrays for `json_each`, so that one bound value carries many rows: the database takes
 * a hundred values per statement and two megabytes per value.
 */
export function jsonChunks(rows: readonly unknown[]): string[] {
  const chunks: string[] = [];
  for (let from = 0; from < rows.length; from += ROWS_MAX) {
    chunks.push(JSON.stringify(rows.slice(from, from + ROWS_MAX)));
  }
  return chunks;
}
