import { and, desc, eq } from "drizzle-orm";
import { planOf } from "#features/plans";
import { may, requirePermission, requirePerson } from "#features/workspaces";
import { ledgerOf } from "#objects/ledger";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import type { ApiKeyView, KeySpending } from "./schema.ts";
import { apiKeys } from "./tables.ts";
import { toApiKeyView } from "./to-api-key-view.ts";

const LISTED_MAX = 500;

/** Keys must be listed, and revoked, also while the ledger cannot be reached. */
export async function trySpendings(
  ctx: Ctx,
  { accountId }: WorkspaceRef,
  ids: string[],
): Promise<Map<string, KeySpending>> {
  if (ids.length === 0) return new Map();
  try {
    const spendings = await ledgerOf(ctx.env, accountId).spendings("key", ids);
    return new Map(
      spendings.map(({ id, lifetimeMicroPt: spentMicroPt, heldMicroPt }) => [
        id,
        { spentMicroPt, heldMicroPt },
      ]),
    );
  } catch (cause) {
    ctx.log.error("api-keys.spending-unknown", cause);
    return new Map();
  }
}

/**
 * The keys of the workspace, newest first, revoked ones included, with what each has used; without
 * `keys.manage` only the own ones.
 */
export async function listApiKeys(ctx: Ctx): Promise<ApiKeyView[]> {
  const workspace = requirePermission(ctx, "keys.read");
  const userId = requirePerson(ctx);
  const ofWorkspace = eq(apiKeys.workspaceId, workspace.id);
  const visible = may(ctx, "keys.manage")
    ? ofWorkspace
    : and(ofWorkspace, eq(apiKeys.userId, userId));
  const rows = await ctx.db
    .select()
    .from(apiKeys)
    .where(visible)
    .orderBy(desc(apiKeys.createdAtMs), desc(apiKeys.id))
    .limit(LISTED_MAX);
  const [plan, spendings] = await Promise.all([
    planOf(ctx, workspace),
    trySpendings(
      ctx,
      workspace,
      rows.map(({ id }) => id),
    ),
  ]);
  return rows.map((row) => toApiKeyView(row, plan, spendings.get(row.id) ?? null));
}
