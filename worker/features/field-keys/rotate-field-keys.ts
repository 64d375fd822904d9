import { and, asc, eq, getTableColumns, gt, ne, sql } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/sqlite-core";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { currentSealPrefix, seal, unseal } from "#platform/seal";
import { type SealedColumn, sealedColumns } from "./sealed-columns.ts";

const PAGE = 100;
/** Of one run, over all columns; the next run goes on with what is left. */
const RESEALED_MAX = 5_000;

export interface RotationReport {
  /** The key that seals now; `AUTH_SECRET` is the deployment's own. */
  key: string;
  resealed: number;
  /** Values that no key of the ring opens; they are left as they are. */
  unreadable: number;
  /** Whether nothing is left that another key sealed. */
  complete: boolean;
  columns: Record<string, number>;
  ok: boolean;
}

interface ColumnReport {
  resealed: number;
  unreadable: number;
  complete: boolean;
}

async function tryReseal(ctx: Ctx, { purpose }: SealedColumn, sealed: string) {
  try {
    const text = await unseal(ctx.settings, purpose, sealed);
    return await seal(ctx.settings, purpose, text);
  } catch {
    return undefined;
  }
}

/** One page of a column's values that the current key did not seal, after a row's number. */
async function readOthers(ctx: Ctx, { table, column }: SealedColumn, afterRow: number) {
  const prefix = currentSealPrefix(ctx.settings);
  const isOther =
    prefix === ""
      ? sql`instr(${column}, '.') > 0`
      : sql`substr(${column}, 1, ${prefix.length}) <> ${prefix}`;
  return await ctx.db
    .select({ row: sql<number>`rowid`, sealed: sql<string>`${column}` })
    .from(table)
    .where(and(gt(sql`rowid`, afterRow), ne(column, ""), isOther))
    .orderBy(asc(sql`rowid`))
    .limit(PAGE);
}

/** The value under the name that the table gives the column. */
function valueFor({ table, column }: SealedColumn, value: string): Record<string, unknown> {
  const [name = ""] =
    Object.entries(getTableColumns(table)).find(([, one]) => one === column) ?? [];
  return { [name]: value };
}

async function rotateColumn(ctx: Ctx, one: SealedColumn, max: number): Promise<ColumnReport> {
  const report: ColumnReport = { resealed: 0, unreadable: 0, complete: false };
  let afterRow = 0;
  while (report.resealed < max) {
    const rows = await readOthers(ctx, one, afterRow);
    const statements: Statement[] = [];
    for (const { row, sealed } of rows) {
      afterRow = row;
      const resealed = await tryReseal(ctx, one, sealed);
      if (resealed === undefined) {
        report.unreadable += 1;
        continue;
      }
      // Whoever changed the value since has sealed it with the current key.
      const isSame = and(eq(sql`rowid`, row), eq(one.column, sealed));
      statements.push(ctx.db.update(one.table).set(valueFor(one, resealed)).where(isSame));
    }
    await runBatch(ctx.db, statements);
    report.resealed += statements.length;
    if (rows.length < PAGE) return { ...report, complete: true };
  }
  return report;
}

/**
 * Seals again, with the first of `FIELD_KEYS`, every stored secret that another key sealed; page by
 * page and at most 5,000 values a run. Safe at any time, next to writers and repeated: a value that
 * changed meanwhile is left alone. Once it reports `complete` with nothing unreadable, the older keys
 * can be taken out of the setting. For jobs and the operator.
 */
export async function rotateFieldKeys(ctx: Ctx): Promise<RotationReport> {
  requireOperator(ctx);
  const key = ctx.settings.fieldKeys[0]?.id ?? "AUTH_SECRET";
  const columns: Record<string, number> = {};
  const sum: ColumnReport = { resealed: 0, unreadable: 0, complete: true };
  for (const one of sealedColumns) {
    const done = await rotateColumn(ctx, one, RESEALED_MAX - sum.resealed);
    const name = `${getTableConfig(one.table).name}.${one.column.name}`;
    if (done.resealed > 0) columns[name] = done.resealed;
    sum.resealed += done.resealed;
    sum.unreadable += done.unreadable;
    sum.complete &&= done.complete;
  }
  if (sum.resealed > 0) {
    const { resealed, unreadable } = sum;
    await runBatch(ctx.db, [auditRow(ctx, "field-key.rotated", key, { resealed, unreadable })]);
  }
  return { key, ...sum, columns, ok: sum.unreadable === 0 };
}
