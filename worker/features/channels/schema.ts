import { z } from "zod";
import type { Topic } from "#features/preferences/schema";

/** Where a workspace can be told: rooms of chat programs, or a program of its own. */
export const channelKinds = ["slack", "discord", "teams", "webhook"] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** What a workspace's channel may be told: what concerns the workspace, not one person. */
export const channelTopics = [
  "payments",
  "topups",
  "statements",
  "usage",
  "disputes",
  "team",
  "integrations",
] as const satisfies Topic[];
export type ChannelTopic = (typeof channelTopics)[number];

/** `off` was switched off by its people, `disabled` by us, with the reason. */
export type ChannelState = "active" | "off" | "disabled";
export type ChannelFailing = "gone" | "failing";

export const deliveryStates = ["pending", "succeeded", "failed"] as const;
export type DeliveryState = (typeof deliveryStates)[number];
export type DeliveryFailure = "status" | "timeout" | "connection" | "refused" | "inactive";

export const CHANNELS_MAX = 20;
export const DEVICES_MAX = 20;
const URL_LENGTH_MAX = 500;

const ChannelUrl = z.string().trim().min(1, "give it an address").max(URL_LENGTH_MAX);
const Name = z.string().trim().min(1, "give it a name").max(60);
const Topics = z.array(z.enum(channelTopics)).min(1, "choose at least one");

export const NewChannel = z.object({
  kind: z.enum(channelKinds),
  name: Name,
  url: ChannelUrl,
  topics: Topics,
});
export type NewChannel = z.input<typeof NewChannel>;

export const ChannelChange = z
  .object({ name: Name, topics: Topics, state: z.enum(["active", "off"]) })
  .partial();
export type ChannelChange = z.input<typeof ChannelChange>;

/** What came of the last delivery to a channel or a device. */
export interface LastDelivery {
  state: DeliveryState;
  atMs: number;
  status: number | null;
  failure: DeliveryFailure | null;
}

/** A channel as the members of its workspace see it: of its address they see the host. */
export interface ChannelView {
  id: string;
  kind: ChannelKind;
  name: string;
  host: string;
  topics: ChannelTopic[];
  state: ChannelState;
  disabledReason: ChannelFailing | null;
  last: LastDelivery | null;
  createdAtMs: number;
}

const PushKey = z.string().regex(/^[\w-]+={0,2}$/, "base64url");

/** A subscription as `PushSubscription.toJSON()` gives it. */
export const NewDevice = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1_000),
  keys: z.object({ p256dh: PushKey.min(80).max(100), auth: PushKey.min(16).max(32) }),
});
export type NewDevice = z.input<typeof NewDevice>;

/** A browser that notices are pushed to. */
export interface DeviceView {
  id: string;
  /** What the browser calls itself: "Chrome, Android". */
  label: string;
  /** SHA-256 of the subscription's address, by which a browser knows itself. */
  endpointHash: string;
  last: LastDelivery | null;
  createdAtMs: number;
}
