import { MICRO_PER_PT } from "#core/money";
import type { ApiKeyView } from "./schema.ts";
import type { apiKeys } from "./tables.ts";

/** A key as its owner sees it; the hash stays behind. */
export function toApiKeyView(row: typeof apiKeys.$inferSelect): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    budgetPt: row.budgetMicroPt === null ? null : row.budgetMicroPt / MICRO_PER_PT,
    models: row.models,
    requestsPerMinute: row.requestsPerMinute,
    createdAtMs: row.createdAtMs,
    expiresAtMs: row.expiresAtMs,
    lastUsedAtMs: row.lastUsedAtMs,
    revokedAtMs: row.revokedAtMs,
  };
}
