import { and, asc, eq, gte, inArray } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { admitSend, requireEndpoint, requireWebhooks } from "./access.ts";
import { announceDeliveries } from "./announce-deliveries.ts";
import { requireDelivery } from "./list-deliveries.ts";
import { ReplayFailed } from "./schema.ts";
import { webhookDeliveries, type webhookEndpoints } from "./tables.ts";

const REPLAYED_MAX = 1_000;

function requireActive({ state }: typeof webhookEndpoints.$inferSelect): void {
  if (state === "active") return;
  throw new Problem("conflict", {
    detail: "The endpoint is switched off; switch it on before anything is sent again.",
  });
}

function again(nowMs: number) {
  return { state: "pending" as const, tries: 0, nextTryAtMs: nowMs, endedAtMs: null };
}

/**
 * Sends a delivery once more, with the same message id, by the whole schedule. One that still waits
 * or is under way is left alone. For owners and admins, 60 times a minute. Another workspace's is
 * `not-found`, an endpoint that is switched off a `conflict`. Safe to repeat: receivers know a
 * message by its id.
 */
export async function replayDelivery(ctx: Ctx, id: string, endpointId?: string): Promise<void> {
  const workspace = requireWebhooks(ctx, "webhooks.write");
  const row = await requireDelivery(ctx, id, endpointId);
  requireActive(await requireEndpoint(ctx, row.endpointId, "webhooks.write"));
  await admitSend(ctx, workspace);
  const [restarted] = await ctx.db.batch([
    ctx.db
      .update(webhookDeliveries)
      .set(again(ctx.clock.now()))
      .where(
        and(
          eq(webhookDeliveries.id, row.id),
          inArray(webhookDeliveries.state, ["succeeded", "failed"]),
        ),
      )
      .returning({ id: webhookDeliveries.id }),
    auditRow(ctx, "webhook-delivery.replayed", row.id),
  ]);
  await announceDeliveries(
    ctx,
    restarted.map((one) => one.id),
  );
}

/**
 * Sends once more what failed to reach an endpoint since a time, oldest first, at most 1,000 at once;
 * answers how many. Also what was missed while it was switched off. For owners and admins. Refuses
 * as `replayDelivery` does. Safe to repeat.
 */
export async function replayFailedDeliveries(
  ctx: Ctx,
  endpointId: string,
  input: ReplayFailed,
): Promise<{ replayed: number }> {
  const workspace = requireWebhooks(ctx, "webhooks.write");
  const endpoint = await requireEndpoint(ctx, endpointId, "webhooks.write");
  const { fromAtMs } = parseInput(ReplayFailed, input);
  requireActive(endpoint);
  await admitSend(ctx, workspace);
  const failed = ctx.db
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.endpointId, endpoint.id),
        eq(webhookDeliveries.state, "failed"),
        gte(webhookDeliveries.createdAtMs, fromAtMs),
      ),
    )
    .orderBy(asc(webhookDeliveries.id))
    .limit(REPLAYED_MAX);
  const [restarted] = await ctx.db.batch([
    ctx.db
      .update(webhookDeliveries)
      .set(again(ctx.clock.now()))
      .where(inArray(webhookDeliveries.id, failed))
      .returning({ id: webhookDeliveries.id }),
    auditRow(ctx, "webhook-deliveries.replayed", endpoint.id, { fromAtMs }),
  ]);
  await announceDeliveries(
    ctx,
    restarted.map(({ id }) => id),
  );
  return { replayed: restarted.length };
}
