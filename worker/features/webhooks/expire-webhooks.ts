import { and, eq, inArray, isNotNull, lt, notExists } from "drizzle-orm";
import { DAY_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { webhookAttempts, webhookDeliveries, webhookEndpoints, webhookMessages } from "./tables.ts";

const KEPT_MS = 30 * DAY_MS;
const AT_ONCE = 500;
const ROUNDS_MAX = 40;

/** Takes away one lot of old deliveries with their attempts; answers how many. */
async function expireSome(ctx: Ctx, beforeMs: number): Promise<number> {
  const old = ctx.db
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(lt(webhookDeliveries.createdAtMs, beforeMs))
    .orderBy(webhookDeliveries.createdAtMs, webhookDeliveries.id)
    .limit(AT_ONCE);
  const [, gone] = await ctx.db.batch([
    ctx.db.delete(webhookAttempts).where(inArray(webhookAttempts.deliveryId, old)),
    ctx.db
      .delete(webhookDeliveries)
      .where(inArray(webhookDeliveries.id, old))
      .returning({ id: webhookDeliveries.id }),
  ]);
  return gone.length;
}

/**
 * Forgets deliveries after 30 days, then the messages and deleted endpoints that nothing speaks of
 * any more. At most 20,000 deliveries in one run; answers how many. For jobs.
 */
export async function expireWebhooks(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const beforeMs = ctx.clock.now() - KEPT_MS;
  let expired = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const gone = await expireSome(ctx, beforeMs);
    expired += gone;
    if (gone < AT_ONCE) break;
  }
  const ofMessage = ctx.db
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.messageId, webhookMessages.id));
  const ofEndpoint = ctx.db
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.endpointId, webhookEndpoints.id));
  await ctx.db.batch([
    ctx.db
      .delete(webhookMessages)
      .where(and(lt(webhookMessages.createdAtMs, beforeMs), notExists(ofMessage))),
    ctx.db
      .delete(webhookEndpoints)
      .where(and(isNotNull(webhookEndpoints.deletedAtMs), notExists(ofEndpoint))),
  ]);
  return expired;
}
