import { z } from "zod";

/** Everything that an endpoint may listen to, in the order in which pages list it. */
export const webhookTypes = [
  "invoice.paid",
  "invoice.payment_failed",
  "subscription.started",
  "subscription.changed",
  "subscription.canceled",
  "topup.succeeded",
  "topup.failed",
  "refund.created",
  "credits.low",
  "credits.exhausted",
  "dispute.opened",
  "dispute.updated",
  "dispute.resolved",
  "statement.ready",
] as const;
export type WebhookType = (typeof webhookTypes)[number];

/** Sent by hand to one endpoint, never selected. */
export const TEST_TYPE = "test.ping";
export type MessageType = WebhookType | typeof TEST_TYPE;

/** `off` was switched off by its people, `disabled` by us, with the reason. */
export const endpointStates = ["active", "off", "disabled"] as const;
export type EndpointState = (typeof endpointStates)[number];

export const disabledReasons = ["gone", "failing"] as const;
export type DisabledReason = (typeof disabledReasons)[number];

export const deliveryStates = ["pending", "succeeded", "failed"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/**
 * Why an attempt or a delivery failed: an answer other than 2xx, none in time, no connection, an
 * address that may not be called, or an endpoint that was not active when its turn came.
 */
export const failureKinds = ["status", "timeout", "connection", "refused", "inactive"] as const;
export type FailureKind = (typeof failureKinds)[number];

export const ENDPOINTS_MAX = 20;
export const URL_LENGTH_MAX = 500;
export const DESCRIPTION_LENGTH_MAX = 200;

const EndpointUrl = z.string().trim().min(1, "give it an address").max(URL_LENGTH_MAX);
const Description = z.string().trim().max(DESCRIPTION_LENGTH_MAX);
const Types = z.array(z.enum(webhookTypes)).min(1, "choose at least one event").nullable();

export const NewEndpoint = z.object({
  url: EndpointUrl,
  description: Description.default(""),
  /** What it listens to; null is everything, also what is added later. */
  types: Types.default(null),
});
export type NewEndpoint = z.input<typeof NewEndpoint>;

export const EndpointChange = z
  .object({
    url: EndpointUrl,
    description: Description,
    types: Types,
    state: z.enum(["active", "off"]),
  })
  .partial();
export type EndpointChange = z.input<typeof EndpointChange>;

export const DeliveryQuery = z.object({
  endpointId: z.string().max(64).optional(),
  state: z.enum(deliveryStates).optional(),
  type: z.enum([...webhookTypes, TEST_TYPE]).optional(),
  fromAtMs: z.int().nonnegative().optional(),
  cursor: z.string().max(64).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type DeliveryQuery = z.input<typeof DeliveryQuery>;

/** Replays what failed since then. */
export const ReplayFailed = z.object({ fromAtMs: z.int().nonnegative().default(0) });
export type ReplayFailed = z.input<typeof ReplayFailed>;

/** An endpoint as the admins of its workspace see it; its secret stays behind. */
export interface EndpointView {
  id: string;
  url: string;
  description: string;
  types: WebhookType[] | null;
  state: EndpointState;
  disabledReason: DisabledReason | null;
  /** Since when nothing has got through; null after a success. */
  failingSinceAtMs: number | null;
  /** Until when the secret before the current one signs as well; null when it does not. */
  oldSecretUntilMs: number | null;
  createdAtMs: number;
  updatedAtMs: number;
}

export interface AttemptView {
  id: string;
  atMs: number;
  durationMs: number;
  /** The status that was answered; null without an answer. */
  status: number | null;
  failure: FailureKind | null;
  /** What exactly went wrong, in English; null for an answer. */
  detail: string | null;
  /** The first 1,000 bytes of the answer. */
  response: string | null;
}

export interface DeliveryView {
  id: string;
  endpointId: string;
  messageId: string;
  type: MessageType;
  state: DeliveryState;
  tries: number;
  nextTryAtMs: number | null;
  lastStatus: number | null;
  lastFailure: FailureKind | null;
  createdAtMs: number;
  endedAtMs: number | null;
}

export interface DeliveryDetail extends DeliveryView {
  /** The body exactly as it is sent. */
  body: string;
  attempts: AttemptView[];
}
