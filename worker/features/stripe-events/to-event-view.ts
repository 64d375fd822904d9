import type { StripeEventDetail, StripeEventView } from "./schema.ts";
import type { stripeEvents } from "./tables.ts";

type Row = typeof stripeEvents.$inferSelect;

/** An event without its text. */
export function toEventView(row: Omit<Row, "payload" | "apiVersion">): StripeEventView {
  return {
    id: row.id,
    type: row.type,
    objectType: row.objectType,
    objectId: row.objectId,
    livemode: row.livemode,
    createdAtMs: row.createdAtMs,
    receivedAtMs: row.receivedAtMs,
    deliveries: row.deliveries,
    state: row.state,
    tries: row.tries,
    nextTryAtMs: row.nextTryAtMs,
    lastError: row.lastError,
    doneAtMs: row.doneAtMs,
  };
}

export function toEventDetail(row: Row): StripeEventDetail {
  return { ...toEventView(row), apiVersion: row.apiVersion, payload: row.payload };
}
