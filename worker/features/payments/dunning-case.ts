import { and, eq, isNull, sql } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { guardRow, type Statement } from "#platform/db";
import { dunningCases } from "./tables.ts";

export type CaseRow = typeof dunningCases.$inferSelect;

/** The case of a subscription that is not closed; there is at most one. */
export async function findOpenCase(ctx: Ctx, subscriptionId: string): Promise<CaseRow | undefined> {
  return await ctx.db
    .select()
    .from(dunningCases)
    .where(and(eq(dunningCases.subscriptionId, subscriptionId), isNull(dunningCases.closedAtMs)))
    .get();
}

/** Holds while nobody else has moved the case. */
export function caseIs(ctx: Ctx, { id, version }: CaseRow): Statement {
  const { version: column } = dunningCases;
  const found = sql`(SELECT ${column} FROM ${dunningCases} WHERE ${dunningCases.id} = ${id})`;
  return guardRow(ctx.db, sql`${found} = ${version}`);
}
