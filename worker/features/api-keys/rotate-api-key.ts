import { and, eq, isNull, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { HOUR_MS } from "#core/time";
import { limiterOf } from "#objects/limiter";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { ApiKeyRotation } from "./schema.ts";
import { hashSecret, newSecret } from "./secret.ts";
import { apiKeys } from "./tables.ts";
import { requireLivingKey } from "./update-api-key.ts";

/**
 * Gives a key a new secret, which is in this answer and never again; the old one stays good for
 * `overlapHours`, and one from before it ends now. Budget, use and limits go on. Refuses a key that was
 * rotated at the same moment with `conflict`, a key that asks with `forbidden`, and a revoked one, or another workspace's, with
 * `not-found`.
 */
export async function rotateApiKey(
  ctx: Ctx,
  id: string,
  input: ApiKeyRotation = {},
): Promise<{ secret: string; oldSecretUntilMs: number | null }> {
  const row = await requireLivingKey(ctx, id);
  const { overlapHours } = parseInput(ApiKeyRotation, input);
  const { secret } = newSecret(row.id);
  const oldSecretUntilMs = overlapHours === 0 ? null : ctx.clock.now() + overlapHours * HOUR_MS;
  const isSame = and(
    eq(apiKeys.id, row.id),
    eq(apiKeys.secretHash, row.secretHash),
    isNull(apiKeys.revokedAtMs),
  );
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`EXISTS (SELECT 1 FROM ${apiKeys} WHERE ${isSame})`),
      ctx.db
        .update(apiKeys)
        .set({
          secretHash: await hashSecret(secret),
          oldSecretHash: overlapHours === 0 ? null : row.secretHash,
          oldSecretUntilMs,
        })
        .where(isSame),
      auditRow(ctx, "api-key.rotated", row.id, { overlapHours }),
    ]);
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
    throw new Problem("conflict", { detail: "The key was rotated by someone else just now." });
  }
  await limiterOf(ctx.env, `user:${row.userId}`).bumpEpoch();
  return { secret, oldSecretUntilMs };
}
