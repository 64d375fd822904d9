import { and, eq, isNull } from "drizzle-orm";
import { isId } from "#core/ids";
import { MICRO_PER_PT } from "#core/money";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import { limiterOf } from "#objects/limiter";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { findVisibleKey } from "./revoke-api-key.ts";
import { ApiKeyPatch } from "./schema.ts";
import { apiKeys } from "./tables.ts";

/**
 * A living key that the signed-in person may change; any other one is `not-found`. Keys may not: one
 * that leaked would widen itself, or take over the others.
 */
export async function requireLivingKey(ctx: Ctx, id: string): Promise<typeof apiKeys.$inferSelect> {
  requirePermission(ctx, "keys.write");
  if (ctx.actor.kind === "api-key") {
    throw new Problem("forbidden", { detail: "A key changes no keys; sign in instead." });
  }
  const row = isId("key", id) ? await findVisibleKey(ctx, id) : undefined;
  if (row === undefined || row.revokedAtMs !== null) {
    throw new Problem("not-found", { detail: "There is no such API key." });
  }
  return row;
}

/**
 * Changes a key: what is absent stays, null takes a limit away; it holds from the next request on.
 * Keys themselves may not (`forbidden`). Refuses an expiry in the past with `invalid-input`, and a
 * revoked key, or one of another workspace, with `not-found`. Safe to repeat.
 */
export async function updateApiKey(
  ctx: Ctx,
  id: string,
  input: typeof ApiKeyPatch._zod.input,
): Promise<void> {
  const row = await requireLivingKey(ctx, id);
  const wanted = parseInput(ApiKeyPatch, input);
  const { budgetPt, scopes, ...plain } = wanted;
  if ((plain.expiresAtMs ?? Infinity) <= ctx.clock.now()) {
    const detail = "the expiry lies in the past";
    throw new Problem("invalid-input", { detail, errors: [{ pointer: "/expiresAt", detail }] });
  }
  const budgetMicroPt =
    budgetPt === undefined || budgetPt === null ? budgetPt : budgetPt * MICRO_PER_PT;
  const changed = {
    ...plain,
    budgetMicroPt,
    scopes: scopes === undefined ? undefined : [...new Set(scopes)],
  };
  const fields = Object.keys(wanted);
  if (fields.length === 0) return;
  await runBatch(ctx.db, [
    ctx.db
      .update(apiKeys)
      .set(changed)
      .where(and(eq(apiKeys.id, row.id), isNull(apiKeys.revokedAtMs))),
    auditRow(ctx, "api-key.updated", row.id, { fields }),
  ]);
  await limiterOf(ctx.env, `user:${row.userId}`).bumpEpoch();
}
