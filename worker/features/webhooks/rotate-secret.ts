import { and, eq, sql } from "drizzle-orm";
import { Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { requireEndpoint } from "./access.ts";
import type { EndpointView } from "./schema.ts";
import { newSecret, OVERLAP_MS, sealSecret } from "./secret.ts";
import { webhookEndpoints } from "./tables.ts";
import { toEndpointView } from "./to-webhook-view.ts";

/**
 * Gives an endpoint a new signing secret, which is in this answer and never again. For 24 hours the
 * one before signs as well, and only that one: an older one stops at once. For owners and admins.
 * Another workspace's endpoint is `not-found`; of two rotations at once one is a `conflict`. A repeat
 * makes another secret; send an idempotency key to avoid that.
 */
export async function rotateSecret(
  ctx: Ctx,
  id: string,
): Promise<{ endpoint: EndpointView; secret: string }> {
  const row = await requireEndpoint(ctx, id, "webhooks.write");
  const secret = newSecret();
  const now = ctx.clock.now();
  const changed = {
    sealedSecret: await sealSecret(ctx, secret),
    sealedOldSecret: row.sealedSecret,
    oldSecretUntilMs: now + OVERLAP_MS,
    updatedAtMs: now,
  };
  const isSame = and(
    eq(webhookEndpoints.id, row.id),
    eq(webhookEndpoints.sealedSecret, row.sealedSecret),
  );
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`EXISTS (SELECT 1 FROM ${webhookEndpoints} WHERE ${isSame})`),
      ctx.db.update(webhookEndpoints).set(changed).where(isSame),
      auditRow(ctx, "webhook-endpoint.secret-rotated", row.id),
    ]);
  } catch (error) {
    if (!isGuardFailure(error)) throw error;
    throw new Problem("conflict", { detail: "The secret was rotated by someone else just now." });
  }
  return { endpoint: toEndpointView({ ...row, ...changed }, now), secret };
}
