import { and, eq, isNull } from "drizzle-orm";
import { type ApiKeyId, isId } from "#core/ids";
import { Problem } from "#core/problem";
import { may, requirePermission, requirePerson, requireWorkspace } from "#features/workspaces";
import { limiterOf } from "#objects/limiter";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { apiKeys } from "./tables.ts";

/** A key that the actor may change: an own one, or any with `keys.manage`. */
export async function findVisibleKey(ctx: Ctx, id: ApiKeyId) {
  const workspace = requireWorkspace(ctx);
  const userId = requirePerson(ctx);
  const row = await ctx.db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.id, id), eq(apiKeys.workspaceId, workspace.id)))
    .get();
  if (row === undefined) return undefined;
  return row.userId !== userId && !may(ctx, "keys.manage") ? undefined : row;
}

/**
 * Revokes a key: from the return of this call on it opens nothing, anywhere. A key of another
 * workspace is `not-found`. Safe to repeat.
 */
export async function revokeApiKey(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx, "keys.write");
  const row = isId("key", id) ? await findVisibleKey(ctx, id) : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such API key." });
  if (row.revokedAtMs === null) {
    await runBatch(ctx.db, [
      ctx.db
        .update(apiKeys)
        .set({ revokedAtMs: ctx.clock.now() })
        .where(and(eq(apiKeys.id, row.id), isNull(apiKeys.revokedAtMs))),
      auditRow(ctx, "api-key.revoked", row.id, { prefix: row.prefix }),
    ]);
  }
  await limiterOf(ctx.env, `user:${row.userId}`).bumpEpoch();
}
