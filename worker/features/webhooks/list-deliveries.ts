import { and, desc, eq, gte, lt } from "drizzle-orm";
import { isId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { requireWebhooks } from "./access.ts";
import { type DeliveryDetail, DeliveryQuery, type DeliveryView } from "./schema.ts";
import { webhookAttempts, webhookDeliveries, webhookMessages } from "./tables.ts";
import { toAttemptView, toDeliveryView } from "./to-webhook-view.ts";

const ATTEMPTS_MAX = 50;

/** The workspace's deliveries of the last 30 days, newest first. For owners and admins. */
export async function listDeliveries(
  ctx: Ctx,
  query: DeliveryQuery = {},
): Promise<{ items: DeliveryView[]; nextCursor: string | null }> {
  const workspace = requireWebhooks(ctx, "webhooks.read");
  const { endpointId, state, type, fromAtMs, cursor, limit } = parseInput(DeliveryQuery, query);
  const { id } = webhookDeliveries;
  const rows = await ctx.db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.workspaceId, workspace.id),
        endpointId === undefined
          ? undefined
          : eq(webhookDeliveries.endpointId, endpointId as `whe_${string}`),
        state === undefined ? undefined : eq(webhookDeliveries.state, state),
        type === undefined ? undefined : eq(webhookDeliveries.type, type),
        fromAtMs === undefined ? undefined : gte(webhookDeliveries.createdAtMs, fromAtMs),
        cursor === undefined ? undefined : lt(id, cursor as `whd_${string}`),
      ),
    )
    .orderBy(desc(id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(toDeliveryView);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** A delivery of the workspace, and of `endpointId` when given; any other one is `not-found`. */
export async function requireDelivery(
  ctx: Ctx,
  id: string,
  endpointId?: string,
): Promise<typeof webhookDeliveries.$inferSelect> {
  const workspace = requireWebhooks(ctx, "webhooks.read");
  const row = isId("whd", id)
    ? await ctx.db
        .select()
        .from(webhookDeliveries)
        .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.workspaceId, workspace.id)))
        .get()
    : undefined;
  if (row === undefined || row.endpointId !== (endpointId ?? row.endpointId)) {
    throw new Problem("not-found", { detail: "There is no such delivery." });
  }
  return row;
}

/**
 * A delivery (of `endpointId`, when given) with its body and its latest 50 attempts, oldest first. For
 * owners and admins. Another workspace's is `not-found`.
 */
export async function getDelivery(
  ctx: Ctx,
  id: string,
  endpointId?: string,
): Promise<DeliveryDetail> {
  const row = await requireDelivery(ctx, id, endpointId);
  const [message, attempts] = await Promise.all([
    ctx.db
      .select({ body: webhookMessages.body })
      .from(webhookMessages)
      .where(eq(webhookMessages.id, row.messageId))
      .get(),
    ctx.db
      .select()
      .from(webhookAttempts)
      .where(eq(webhookAttempts.deliveryId, row.id))
      .orderBy(desc(webhookAttempts.atMs), desc(webhookAttempts.id))
      .limit(ATTEMPTS_MAX),
  ]);
  return {
    ...toDeliveryView(row),
    body: message?.body ?? "",
    attempts: attempts.toReversed().map(toAttemptView),
  };
}
