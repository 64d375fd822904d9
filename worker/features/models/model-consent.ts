import { eq, sql } from "drizzle-orm";
import { requirePermission } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";

/** Whether the workspace agreed that core models may answer in place of advanced ones. */
export async function getModelConsent(ctx: Ctx): Promise<boolean> {
  const { id } = requirePermission(ctx, "workspace.read");
  const row = await ctx.db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, id))
    .get();
  return row?.settings.allowsCheaperModels ?? false;
}

/**
 * Agrees, or no longer agrees, that core models may answer in place of advanced ones while the
 * workspace's plan does not pay for itself. Owners and admins only. Safe to repeat.
 */
export async function updateModelConsent(
  ctx: Ctx,
  { allowsCheaperModels }: { allowsCheaperModels: boolean },
): Promise<void> {
  const { id } = requirePermission(ctx, "models.update");
  const value = allowsCheaperModels ? sql`json('true')` : sql`json('false')`;
  await runBatch(ctx.db, [
    ctx.db
      .update(workspaces)
      .set({
        settings: sql`json_set(${workspaces.settings}, '$.allowsCheaperModels', ${value})`,
        updatedAtMs: ctx.clock.now(),
      })
      .where(eq(workspaces.id, id)),
    auditRow(ctx, "models.consent-changed", id, { allowsCheaperModels }),
  ]);
}
