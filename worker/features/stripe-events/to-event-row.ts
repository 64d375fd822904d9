import { isConcerning } from "./pick-sync.ts";
import type { StripeEventBody } from "./schema.ts";
import type { stripeEvents } from "./tables.ts";

/** The row of an event that was not seen before: its turn is now, unless it concerns nothing of ours. */
export function toEventRow(
  { id, type, created, livemode, api_version: apiVersion, data }: StripeEventBody,
  { payload, nowMs, deliveries }: { payload: string; nowMs: number; deliveries: number },
): typeof stripeEvents.$inferInsert {
  const isIgnored = !isConcerning(type);
  return {
    id,
    type,
    objectType: data.object.object,
    objectId: data.object.id ?? "",
    apiVersion: apiVersion ?? null,
    livemode,
    createdAtMs: created * 1_000,
    receivedAtMs: nowMs,
    deliveries,
    state: isIgnored ? "ignored" : "received",
    tries: 0,
    nextTryAtMs: isIgnored ? null : nowMs,
    lastError: null,
    doneAtMs: isIgnored ? nowMs : null,
    payload,
  };
}
