import { eq, sql } from "drizzle-orm";
import { ptToMicro } from "#core/money";
import { parseInput } from "#core/parse-input";
import { forgetMembers, requirePermission } from "#features/workspaces";
import type { SpendLimitSettings } from "#features/workspaces/schema";
import { workspaces } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { getSpendLimits } from "./get-spend-limits.ts";
import { SpendLimits, type SpendLimitsView } from "./schema.ts";

function toMicro(pt: number | null): number | null {
  return pt === null ? null : ptToMicro(pt);
}

/**
 * Sets what the workspace may spend in a period and when its people are told; what is there is
 * replaced as a whole. Holds that are refused or accepted from now on go by it; answers under way
 * finish. API keys go by it at once as well. Owners and admins only. Safe to repeat.
 */
export async function updateSpendLimits(ctx: Ctx, input: SpendLimits): Promise<SpendLimitsView> {
  const { id } = requirePermission(ctx, "credits.limit");
  const { capPt, alertPercents, lowPt } = parseInput(SpendLimits, input);
  const limits: SpendLimitSettings = {
    capMicroPt: toMicro(capPt),
    alertPercents: [...new Set(alertPercents)].toSorted((a, b) => a - b),
    lowMicroPt: toMicro(lowPt),
  };
  await runBatch(ctx.db, [
    ctx.db
      .update(workspaces)
      .set({
        settings: sql`json_set(${workspaces.settings}, '$.spendLimits', json(${JSON.stringify(limits)}))`,
        updatedAtMs: ctx.clock.now(),
      })
      .where(eq(workspaces.id, id)),
    auditRow(ctx, "credits.limits-changed", id, { ...limits }),
  ]);
  await forgetMembers(ctx, id);
  return await getSpendLimits(ctx);
}
