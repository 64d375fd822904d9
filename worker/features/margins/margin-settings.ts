import { parseInput } from "#core/parse-input";
import { findRoutedPlans, setRoutedPlans } from "#features/models";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { type MarginSettings, MarginSettingsInput } from "./schema.ts";
import { marginSettings } from "./tables.ts";

/** There is one row. */
const ONLY = 1;

/** What is done by itself about a plan in the red; nothing, until the operator chose it. */
export async function findMarginSettings(ctx: Ctx): Promise<MarginSettings> {
  requireOperator(ctx);
  const row = await ctx.db.select().from(marginSettings).get();
  return { autoRoute: row?.autoRoute ?? false, routedPlans: [...(await findRoutedPlans(ctx))] };
}

/** Sets what is done by itself. Switched off, nothing is routed any more at once. Safe to repeat. */
export async function updateMarginSettings(ctx: Ctx, input: MarginSettingsInput): Promise<void> {
  requireOperator(ctx);
  const { autoRoute } = parseInput(MarginSettingsInput, input);
  const value = { autoRoute, updatedAtMs: ctx.clock.now() };
  await runBatch(ctx.db, [
    ctx.db
      .insert(marginSettings)
      .values({ id: ONLY, ...value })
      .onConflictDoUpdate({ target: marginSettings.id, set: value }),
    auditRow(ctx, "margins.settings-updated", "margins", { autoRoute }),
  ]);
  if (!autoRoute) await setRoutedPlans(ctx, []);
}
