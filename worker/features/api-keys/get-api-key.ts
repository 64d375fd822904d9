import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { planOf } from "#features/plans";
import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { trySpendings } from "./list-api-keys.ts";
import { findVisibleKey } from "./revoke-api-key.ts";
import type { ApiKeyView } from "./schema.ts";
import { toApiKeyView } from "./to-api-key-view.ts";

/**
 * One key of the workspace with what it has used: an own one, or any with `keys.manage`. Every other
 * one is `not-found`.
 */
export async function getApiKey(ctx: Ctx, id: string): Promise<ApiKeyView> {
  const workspace = requirePermission(ctx, "keys.read");
  const row = isId("key", id) ? await findVisibleKey(ctx, id) : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such API key." });
  const [plan, spendings] = await Promise.all([
    planOf(ctx, workspace),
    trySpendings(ctx, workspace, [row.id]),
  ]);
  return toApiKeyView(row, plan, spendings.get(row.id) ?? null);
}
