import { and, eq, isNull } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { auditRow } from "#platform/audit";
import { runBatch } from "#platform/db";
import { requireEndpoint } from "./access.ts";
import { webhookEndpoints } from "./tables.ts";

/**
 * Deletes an endpoint: nothing more is sent to it and its secret is forgotten. For owners and admins.
 * Another workspace's, or one that was deleted, is `not-found`.
 */
export async function deleteEndpoint(ctx: Ctx, id: string): Promise<void> {
  const row = await requireEndpoint(ctx, id, "webhooks.write");
  const now = ctx.clock.now();
  await runBatch(ctx.db, [
    ctx.db
      .update(webhookEndpoints)
      .set({
        state: "off",
        sealedSecret: "",
        sealedOldSecret: null,
        oldSecretUntilMs: null,
        updatedAtMs: now,
        deletedAtMs: now,
      })
      .where(and(eq(webhookEndpoints.id, row.id), isNull(webhookEndpoints.deletedAtMs))),
    auditRow(ctx, "webhook-endpoint.deleted", row.id),
  ]);
}
