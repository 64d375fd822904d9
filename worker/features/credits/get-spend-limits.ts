import { eq } from "drizzle-orm";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import type { SpendLimitsView } from "./schema.ts";
import { spendLimitsOf } from "./spend-limits.ts";

/**
 * What the workspace may spend in a period, when its people are told, and how far it is now. Any
 * member may look. One call to the ledger.
 */
export async function getSpendLimits(ctx: Ctx): Promise<SpendLimitsView> {
  const { id, accountId } = requirePermission(ctx, "credits.read");
  const [row, use] = await Promise.all([
    ctx.db
      .select({ settings: workspaces.settings })
      .from(workspaces)
      .where(eq(workspaces.id, id))
      .get(),
    ledgerOf(ctx.env, accountId).periodUse(),
  ]);
  if (row === undefined) throw new Problem("not-found");
  return {
    ...spendLimitsOf(row.settings),
    chosen: row.settings.spendLimits !== undefined,
    period: use,
  };
}
