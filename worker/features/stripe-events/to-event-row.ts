import { isConcerning } from "./pick-sync.ts";
import type { StripeEventBody } from "./schema.ts";

/** The row of an event that was not seen before: its turn is now, unless it concerns nothing of ours. */
export function toEventRow(
  { id, type, created, livemode, api_version: apiVersion, data }: StripeEventBody,
  { payload, nowMs, deliveries }: { payload: string; nowMs: number; deliveries: number },
) {
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
    state: isIgnored ? ("ignored" as const) : ("received" as const),
    tries: 0,
    nextTryAtMs: isIgnored ? null : nowMs,
    lastError: null,
    doneAtMs: isIgnored ? nowMs : null,
    payload,
  };
}
