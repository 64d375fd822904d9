import { and, desc, eq, exists, lt, sql } from "drizzle-orm";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import type { StatementView } from "./schema.ts";
import { accountStatements, monthCloses } from "./tables.ts";
import { toStatementView } from "./to-close-view.ts";

/** A statement is shown once its month is closed. */
const isClosed = (ctx: Ctx) =>
  exists(
    ctx.db
      .select({ one: sql`1` })
      .from(monthCloses)
      .where(and(eq(monthCloses.month, accountStatements.month), eq(monthCloses.state, "closed"))),
  );

/** The workspace's monthly statements, newest first. Its members may read them. */
export async function listStatements(
  ctx: Ctx,
  { cursor, limit = 24 }: { cursor?: string | undefined; limit?: number } = {},
): Promise<{ items: StatementView[]; nextCursor: string | null }> {
  const { id } = requirePermission(ctx, "billing.read");
  const rows = await ctx.db
    .select({ row: accountStatements, name: workspaces.name })
    .from(accountStatements)
    .innerJoin(workspaces, eq(workspaces.id, accountStatements.workspaceId))
    .where(
      and(
        eq(accountStatements.workspaceId, id),
        cursor === undefined ? undefined : lt(accountStatements.month, cursor),
        isClosed(ctx),
      ),
    )
    .orderBy(desc(accountStatements.month))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(({ row, name }) => toStatementView(row, name));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.month ?? null) : null };
}

/** The workspace's statement of a closed month; `not-found` otherwise. */
export async function getStatement(ctx: Ctx, month: string): Promise<StatementView> {
  const { id } = requirePermission(ctx, "billing.read");
  const found = await ctx.db
    .select({ row: accountStatements, name: workspaces.name })
    .from(accountStatements)
    .innerJoin(workspaces, eq(workspaces.id, accountStatements.workspaceId))
    .where(
      and(eq(accountStatements.workspaceId, id), eq(accountStatements.month, month), isClosed(ctx)),
    )
    .get();
  if (found === undefined) throw new Problem("not-found");
  return toStatementView(found.row, found.name);
}
