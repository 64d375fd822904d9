import { MICRO_PER_PT } from "#core/money";
import type { PlanVersion } from "#features/plans/schema";
import type { ApiKeyView, KeySpending } from "./schema.ts";
import type { apiKeys } from "./tables.ts";

/** A key as its owner sees it, with what it may really send; the hash stays behind. */
export function toApiKeyView(
  row: typeof apiKeys.$inferSelect,
  plan: Pick<PlanVersion, "requestsPerMinute">,
  spending: KeySpending | null,
): ApiKeyView {
  const planLimit = row.limitedByPlan === true ? plan.requestsPerMinute : Infinity;
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    budgetPt: row.budgetMicroPt === null ? null : row.budgetMicroPt / MICRO_PER_PT,
    spending,
    models: row.models,
    requestsPerMinute: Math.min(row.requestsPerMinute, planLimit),
    allowedRanges: row.allowedRanges,
    oldSecretUntilMs: row.oldSecretUntilMs,
    createdAtMs: row.createdAtMs,
    expiresAtMs: row.expiresAtMs,
    lastUsedAtMs: row.lastUsedAtMs,
    revokedAtMs: row.revokedAtMs,
  };
}
