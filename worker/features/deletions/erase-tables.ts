import { type SQL, sql } from "drizzle-orm";
import { type PersonTable, personTables } from "#features/personal-data";
import type { Ctx } from "#platform/ctx";
import { erasedRows } from "./erase-objects.ts";
import type { DeletionCursor } from "./schema.ts";

const ROWS_AT_ONCE = 500;

function changesOf(set: Record<string, string>, nowMs: number): SQL {
  const changes = Object.entries(set).map(
    ([column, value]) =>
      sql`${sql.identifier(column)} = ${sql.raw(value.replaceAll("$now", String(nowMs)))}`,
  );
  return sql.join(changes, sql`, `);
}

/** Deletes some of a table's rows, or empties what its rows keep; true when none is left. */
async function eraseTable(
  ctx: Ctx,
  { name, erasure }: PersonTable,
  { person }: DeletionCursor,
): Promise<boolean> {
  const table = sql.identifier(name);
  const rows = erasedRows(person, name);
  switch (erasure.kind) {
    case "keep":
      return true;
    case "clear":
      await ctx.db.run(
        sql`UPDATE ${table} SET ${changesOf(erasure.set, ctx.clock.now())} WHERE ${rows}`,
      );
      return true;
    case "delete": {
      const done = await ctx.db.run(
        sql`DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${rows} LIMIT ${ROWS_AT_ONCE})`,
      );
      return done.meta.changes < ROWS_AT_ONCE;
    }
  }
}

/** One part of an erasure for each table, in the order in which they refer to each other. */
export const tableParts = personTables.map((table) => ({
  name: table.name,
  erase: async (ctx: Ctx, cursor: DeletionCursor) => await eraseTable(ctx, table, cursor),
}));
