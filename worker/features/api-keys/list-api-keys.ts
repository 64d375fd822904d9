import { and, desc, eq } from "drizzle-orm";
import { planOf } from "#features/plans";
import { requirePerson, requireWorkspace } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { ApiKeyView } from "./schema.ts";
import { apiKeys } from "./tables.ts";
import { toApiKeyView } from "./to-api-key-view.ts";

const LISTED_MAX = 500;

/** The keys of the workspace, newest first, revoked ones included; members see their own only. */
export async function listApiKeys(ctx: Ctx): Promise<ApiKeyView[]> {
  const workspace = requireWorkspace(ctx);
  const userId = requirePerson(ctx);
  const ofWorkspace = eq(apiKeys.workspaceId, workspace.id);
  const visible =
    workspace.role === "member" ? and(ofWorkspace, eq(apiKeys.userId, userId)) : ofWorkspace;
  const rows = await ctx.db
    .select()
    .from(apiKeys)
    .where(visible)
    .orderBy(desc(apiKeys.createdAtMs), desc(apiKeys.id))
    .limit(LISTED_MAX);
  const plan = await planOf(ctx, workspace);
  return rows.map((row) => toApiKeyView(row, plan));
}
