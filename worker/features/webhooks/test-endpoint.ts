import { newId } from "#core/ids";
import { toIso } from "#core/time";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { admitSend, requireEndpoint, requireWebhooks } from "./access.ts";
import { deliverMessage } from "./deliver-message.ts";
import { getDelivery } from "./list-deliveries.ts";
import { deliveryOf } from "./publish-message.ts";
import { type DeliveryDetail, TEST_TYPE } from "./schema.ts";
import { webhookDeliveries, webhookMessages } from "./tables.ts";

/**
 * Sends `test.ping` to an endpoint at once, also to one that is switched off, and answers with what
 * came of it; at most about 20 s. It is tried once and says nothing about the endpoint's health. For
 * owners and admins, 60 times a minute. Another workspace's endpoint is `not-found`.
 */
export async function testEndpoint(ctx: Ctx, id: string): Promise<DeliveryDetail> {
  const workspace = requireWebhooks(ctx, "webhooks.write");
  const endpoint = await requireEndpoint(ctx, id, "webhooks.write");
  await admitSend(ctx, workspace);
  const now = ctx.clock.now();
  const message = {
    id: newId("whm", now),
    workspaceId: workspace.id,
    type: TEST_TYPE,
    key: null,
    body: JSON.stringify({
      type: TEST_TYPE,
      timestamp: toIso(now),
      data: { endpointId: endpoint.id },
    }),
    createdAtMs: now,
  } as const;
  const delivery = deliveryOf(message, endpoint, now);
  await runBatch(ctx.db, [
    ctx.db.insert(webhookMessages).values(message),
    ctx.db.insert(webhookDeliveries).values(delivery),
    auditRow(ctx, "webhook-endpoint.tested", endpoint.id),
  ]);
  await deliverMessage(ctx, delivery.id);
  return await getDelivery(ctx, delivery.id);
}
