import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { Problem } from "#core/problem";
import type { Page } from "./schema.ts";

/** A place in a list that is newest first: time and id of the last item that was answered. */
const CURSOR = /^(\d{1,16})\.(\w{1,80})$/;

interface Columns {
  atMs: SQLiteColumn;
  id: SQLiteColumn;
}

/** What comes after the cursor. Refuses with `invalid-input` what no answer gave. */
export function after({ atMs, id }: Columns, cursor: string | undefined): SQL | undefined {
  if (cursor === undefined || cursor === "") return undefined;
  const [, time, last] = CURSOR.exec(cursor) ?? [];
  if (time === undefined || last === undefined) {
    throw new Problem("invalid-input", {
      errors: [{ pointer: "/cursor", detail: "not a cursor of an earlier answer" }],
    });
  }
  return sql`(${atMs}, ${id}) < (${Number(time)}, ${last})`;
}

/** A page of rows of which one more than `limit` was read. */
export function toPage<R, T>(
  rows: readonly R[],
  limit: number,
  { keyOf, view }: { keyOf: (row: R) => { atMs: number; id: string }; view: (row: R) => T },
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  const key = last === undefined ? undefined : keyOf(last);
  return {
    items: shown.map(view),
    nextCursor: more && key !== undefined ? `${key.atMs}.${key.id}` : null,
  };
}
