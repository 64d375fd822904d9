import type { ChannelView, DeviceView, LastDelivery } from "./schema.ts";
import type { noticeChannels, noticeDeliveries, pushDevices } from "./tables.ts";

type Delivery = typeof noticeDeliveries.$inferSelect;

export function toLastDelivery(delivery: Delivery | undefined): LastDelivery | null {
  if (delivery === undefined) return null;
  const { state, lastStatus, lastFailure, endedAtMs, createdAtMs } = delivery;
  return { state, status: lastStatus, failure: lastFailure, atMs: endedAtMs ?? createdAtMs };
}

/** A channel without its address or secret. */
export function toChannelView(
  row: typeof noticeChannels.$inferSelect,
  last: Delivery | undefined,
): ChannelView {
  const { id, kind, name, host, topics, state, disabledReason, createdAtMs } = row;
  return {
    id,
    kind,
    name,
    host,
    topics,
    state,
    disabledReason,
    last: toLastDelivery(last),
    createdAtMs,
  };
}

/** A device without the keys that its messages are encrypted for. */
export function toDeviceView(
  row: typeof pushDevices.$inferSelect,
  last: Delivery | undefined,
): DeviceView {
  const { id, label, endpointHash, createdAtMs } = row;
  return { id, label, endpointHash, last: toLastDelivery(last), createdAtMs };
}
