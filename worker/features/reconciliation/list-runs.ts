import { and, desc, eq, lt, or } from "drizzle-orm";
import { Problem } from "#core/problem";
import { listOperators } from "#features/identity";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { findRun } from "./advance-run.ts";
import type { OperatorView, RunView } from "./schema.ts";
import { reconciliationRuns } from "./tables.ts";
import { toRunView } from "./to-run-view.ts";

/** Runs of the reconciliation, newest first. For the operator. */
export async function listRuns(
  ctx: Ctx,
  { cursor, limit = 20 }: { cursor?: string | undefined; limit?: number } = {},
): Promise<{ items: RunView[]; nextCursor: string | null }> {
  requireOperator(ctx);
  const r = reconciliationRuns;
  const [at = "", id = ""] = cursor?.split("~") ?? [];
  const isTied = and(eq(r.startedAtMs, Number(at)), lt(r.id, id as `rec_${string}`));
  const rows = await ctx.db
    .select()
    .from(r)
    .where(cursor === undefined ? undefined : or(lt(r.startedAtMs, Number(at)), isTied))
    .orderBy(desc(r.startedAtMs), desc(r.id))
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: await Promise.all(shown.map((row) => toRunView(ctx, row))),
    nextCursor: rows.length > limit && last !== undefined ? `${last.startedAtMs}~${last.id}` : null,
  };
}

/** One run. Unknown ids are `not-found`. For the operator. */
export async function getRun(ctx: Ctx, id: string): Promise<RunView> {
  requireOperator(ctx);
  const row = await findRun(ctx, id as `rec_${string}`);
  if (row !== undefined) return await toRunView(ctx, row);
  throw new Problem("not-found", { detail: "There is no such run." });
}

/** Who may take care of discrepancies. For the operator. */
export async function listOwners(ctx: Ctx): Promise<OperatorView[]> {
  requireOperator(ctx);
  return (await listOperators(ctx)).map(({ userId, name }) => ({ userId, name }));
}
