import { SECOND_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx, Plan } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { modelRouting } from "./tables.ts";

/** A change elsewhere is seen here at the latest after this long. */
const STALE_AFTER_MS = 30 * SECOND_MS;
/** There is one row. */
const ONLY = 1;

let cached: { plans: readonly Plan[]; readAtMs: number } | undefined;

/** The plans whose advanced models are answered by core ones, where the workspace agreed. */
export async function findRoutedPlans(ctx: Ctx): Promise<readonly Plan[]> {
  const nowMs = ctx.clock.now();
  const ageMs = cached === undefined ? Infinity : nowMs - cached.readAtMs;
  if (cached !== undefined && ageMs >= 0 && ageMs < STALE_AFTER_MS) return cached.plans;
  const row = await ctx.db.select({ plans: modelRouting.plans }).from(modelRouting).get();
  cached = { plans: row?.plans ?? [], readAtMs: nowMs };
  return cached.plans;
}

/**
 * Says for which plans advanced models are answered by cheaper core ones. It touches only workspaces
 * that agreed to it. For the operator and jobs; safe to repeat.
 */
export async function setRoutedPlans(ctx: Ctx, plans: readonly Plan[]): Promise<void> {
  requireOperator(ctx);
  const value = { plans: [...plans], updatedAtMs: ctx.clock.now() };
  await runBatch(ctx.db, [
    ctx.db
      .insert(modelRouting)
      .values({ id: ONLY, ...value })
      .onConflictDoUpdate({ target: modelRouting.id, set: value }),
    auditRow(ctx, "models.routing-set", "routing", { plans: value.plans }),
  ]);
  cached = { plans: value.plans, readAtMs: ctx.clock.now() };
}

/** True when this workspace's advanced models are to be answered by core ones now. */
export async function isRouted(ctx: Ctx): Promise<boolean> {
  const { workspace } = ctx;
  if (workspace?.allowsCheaperModels !== true) return false;
  return (await findRoutedPlans(ctx)).includes(workspace.plan);
}
