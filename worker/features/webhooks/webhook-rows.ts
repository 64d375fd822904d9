import { and, eq, isNull, sql } from "drizzle-orm";
import { newId, type WorkspaceId } from "#core/ids";
import { toIso } from "#core/time";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import type { WebhookType } from "./schema.ts";
import { webhookEndpoints, webhookMessages } from "./tables.ts";

export interface WebhookOccasion {
  workspaceId: WorkspaceId;
  type: WebhookType;
  /** What the receiver gets as `data`: JSON, ids and facts, times in ISO 8601. */
  data: Record<string, unknown>;
  /** Names the occasion, for example `invoice.paid:in_…`: the same one is told once. */
  key?: string;
}

/**
 * The rows that tell a workspace's endpoints what happened, for the batch of the verb that calls it:
 * when that batch is written, every active endpoint that listens to the type will be told, at least
 * once, in no promised order. A workspace without endpoints costs nothing.
 */
export function webhookRows(
  ctx: Ctx,
  { workspaceId, type, data, key }: WebhookOccasion,
): Statement[] {
  const now = ctx.clock.now();
  const id = newId("whm", now);
  const body = JSON.stringify({ type, timestamp: toIso(now), data });
  const row = ctx.db
    .select({
      id: sql<string>`${id}`.as("id"),
      workspaceId: sql<string>`${workspaceId}`.as("workspace_id"),
      type: sql<string>`${type}`.as("type"),
      key: sql<string | null>`${key ?? null}`.as("key"),
      body: sql<string>`${body}`.as("body"),
      createdAtMs: sql<number>`${now}`.as("created_at_ms"),
    })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.workspaceId, workspaceId), isNull(webhookEndpoints.deletedAtMs)))
    .limit(1);
  return [
    ctx.db.insert(webhookMessages).select(row).onConflictDoNothing(),
    outboxRow(ctx, "webhooks.message-published", { messageId: id }),
  ];
}
