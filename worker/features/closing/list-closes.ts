import { and, asc, desc, eq, gt } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import type { CloseView, StatementView } from "./schema.ts";
import { accountStatements, monthCloses } from "./tables.ts";
import { toCloseView, toStatementView } from "./to-close-view.ts";

const CLOSES_MAX = 120;

/** Every month that was or is being closed, newest first. For the operator. */
export async function listCloses(ctx: Ctx): Promise<CloseView[]> {
  requireOperator(ctx);
  const rows = await ctx.db
    .select()
    .from(monthCloses)
    .orderBy(desc(monthCloses.month))
    .limit(CLOSES_MAX);
  return rows.map(toCloseView);
}

/** One month's close. For the operator; `not-found` for a month that was never begun. */
export async function getClose(ctx: Ctx, month: string): Promise<CloseView> {
  requireOperator(ctx);
  const row = await ctx.db.select().from(monthCloses).where(eq(monthCloses.month, month)).get();
  if (row === undefined) throw new Problem("not-found");
  return toCloseView(row);
}

/** The accounts' statements of a month, by account. For the operator. */
export async function listMonthStatements(
  ctx: Ctx,
  month: string,
  { cursor = "", limit = 50 }: { cursor?: string | undefined; limit?: number },
): Promise<{ items: StatementView[]; nextCursor: string | null }> {
  requireOperator(ctx);
  const after = isId("acct", cursor) ? gt(accountStatements.accountId, cursor) : undefined;
  const rows = await ctx.db
    .select({ row: accountStatements, name: workspaces.name })
    .from(accountStatements)
    .innerJoin(workspaces, eq(workspaces.id, accountStatements.workspaceId))
    .where(and(eq(accountStatements.month, month), eq(accountStatements.isWhole, true), after))
    .orderBy(asc(accountStatements.accountId))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(({ row, name }) => toStatementView(row, name));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.accountId ?? null) : null };
}
