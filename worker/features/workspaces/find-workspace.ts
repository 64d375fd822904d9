import { and, eq, isNull } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { requireOperator } from "./guards.ts";
import type { WorkspaceView } from "./schema.ts";
import { workspaces } from "./tables.ts";
import { toWorkspaceView } from "./to-workspace-view.ts";

/** The workspace with that slug, for the operator and for jobs; undefined when there is none. */
export async function findWorkspaceBySlug(
  ctx: Ctx,
  slug: string,
): Promise<WorkspaceView | undefined> {
  requireOperator(ctx);
  const row = await ctx.db
    .select()
    .from(workspaces)
    .where(and(eq(workspaces.slug, slug), isNull(workspaces.deletedAtMs)))
    .get();
  return row === undefined ? undefined : toWorkspaceView(row);
}
