import { eq } from "drizzle-orm";
import type { WorkspaceId } from "#core/ids";
import { auditRow } from "#platform/audit";
import type { Ctx, Plan } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { getWorkspace } from "./get-workspace.ts";
import { requireOperator } from "./guards.ts";
import { workspaces } from "./tables.ts";

/**
 * Puts a workspace on a plan. Only the operator and jobs may; what the plan grants is for credits
 * to do. Refuses an unknown or deleted workspace with `not-found`. Safe to repeat.
 */
export async function setPlan(ctx: Ctx, id: WorkspaceId, plan: Plan): Promise<void> {
  requireOperator(ctx);
  await getWorkspace(ctx, id);
  await runBatch(ctx.db, [
    ctx.db
      .update(workspaces)
      .set({ plan, updatedAtMs: ctx.clock.now() })
      .where(eq(workspaces.id, id)),
    auditRow(ctx, "workspace.plan-set", id, { plan }),
  ]);
}
