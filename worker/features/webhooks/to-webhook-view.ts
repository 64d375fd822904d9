import type { AttemptView, DeliveryView, EndpointView } from "./schema.ts";
import type { webhookAttempts, webhookDeliveries, webhookEndpoints } from "./tables.ts";

/** An endpoint without its secrets. */
export function toEndpointView(
  row: typeof webhookEndpoints.$inferSelect,
  nowMs: number,
): EndpointView {
  const { oldSecretUntilMs } = row;
  const isOverlapping = oldSecretUntilMs !== null && oldSecretUntilMs > nowMs;
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    types: row.types,
    state: row.state,
    disabledReason: row.disabledReason,
    failingSinceAtMs: row.failingSinceAtMs,
    oldSecretUntilMs: isOverlapping ? oldSecretUntilMs : null,
    createdAtMs: row.createdAtMs,
    updatedAtMs: row.updatedAtMs,
  };
}

export function toDeliveryView(row: typeof webhookDeliveries.$inferSelect): DeliveryView {
  return {
    id: row.id,
    endpointId: row.endpointId,
    messageId: row.messageId,
    type: row.type,
    state: row.state,
    tries: row.tries,
    nextTryAtMs: row.nextTryAtMs,
    lastStatus: row.lastStatus,
    lastFailure: row.lastFailure,
    createdAtMs: row.createdAtMs,
    endedAtMs: row.endedAtMs,
  };
}

export function toAttemptView(row: typeof webhookAttempts.$inferSelect): AttemptView {
  const { id, atMs, durationMs, status, failure, detail, response } = row;
  return { id, atMs, durationMs, status, failure, detail, response };
}
