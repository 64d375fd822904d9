import { and, eq } from "drizzle-orm";
import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { DisputeSummary } from "./schema.ts";
import { disputes } from "./tables.ts";
import { toSummary } from "./to-dispute-view.ts";

/** The workspace's dispute of a charge, for the pages that show the charge; undefined without one. */
export async function findDisputeOfCharge(
  ctx: Ctx,
  chargeId: string,
): Promise<DisputeSummary | undefined> {
  const { id } = requirePermission(ctx, "credits.read");
  const row = await ctx.db
    .select()
    .from(disputes)
    .where(and(eq(disputes.chargeId, chargeId), eq(disputes.workspaceId, id)))
    .get();
  return row === undefined ? undefined : toSummary(row, ctx.clock.now());
}
