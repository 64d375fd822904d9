import { z } from "zod";
import { toIso } from "#core/time";
import {
  type AttemptView,
  type DeliveryDetail,
  deliveryStates,
  type DeliveryView,
  DESCRIPTION_LENGTH_MAX,
  disabledReasons,
  endpointStates,
  type EndpointView,
  failureKinds,
  TEST_TYPE,
  URL_LENGTH_MAX,
  webhookTypes,
} from "./schema.ts";

export const Time = z.iso.datetime().max(40);
const Id = z.string().max(64);

export const MessageTypes = z.enum([...webhookTypes, TEST_TYPE]);

/** An endpoint as the public API writes it. */
export const EndpointDocument = z
  .object({
    id: Id,
    url: z.string().max(URL_LENGTH_MAX),
    description: z.string().max(DESCRIPTION_LENGTH_MAX),
    types: z
      .array(z.enum(webhookTypes))
      .max(webhookTypes.length)
      .nullable()
      .meta({ description: "What it listens to; null is everything, also what is added later" }),
    state: z.enum(endpointStates).meta({
      description: "`off` was switched off by you, `disabled` by us: see `disabledReason`",
    }),
    disabledReason: z.enum(disabledReasons).nullable(),
    failingSince: Time.nullable().meta({ description: "Since when nothing has got through" }),
    oldSecretUntil: Time.nullable().meta({
      description: "Until when the secret before the current one signs as well",
    }),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: "WebhookEndpoint" });

export const EndpointWithSecret = z
  .object({
    endpoint: EndpointDocument,
    secret: z.string().max(100).meta({ description: "Shown in this answer and never again" }),
  })
  .meta({ id: "WebhookEndpointWithSecret" });

/** A delivery as the public API writes it in lists. */
export const DeliveryDocument = z
  .object({
    id: Id,
    endpointId: Id,
    messageId: Id.meta({ description: "The header `webhook-id` of every attempt" }),
    type: MessageTypes,
    state: z.enum(deliveryStates),
    tries: z.int().min(0).max(1_000),
    nextTryAt: Time.nullable(),
    lastStatus: z.int().min(100).max(599).nullable(),
    lastFailure: z.enum(failureKinds).nullable(),
    createdAt: Time,
    endedAt: Time.nullable(),
  })
  .meta({ id: "WebhookDelivery" });

const AttemptDocument = z
  .object({
    at: Time,
    durationMs: z.int().min(0).max(600_000),
    status: z.int().min(100).max(599).nullable(),
    failure: z.enum(failureKinds).nullable(),
    detail: z.string().max(300).nullable(),
    response: z.string().max(1_000).nullable().meta({ description: "The first 1,000 bytes" }),
  })
  .meta({ id: "WebhookAttempt" });

export const DeliveryDetailDocument = DeliveryDocument.extend({
  body: z.string().max(100_000).meta({ description: "The body exactly as it is sent" }),
  attempts: z.array(AttemptDocument).max(50),
}).meta({ id: "WebhookDeliveryDetail" });

function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : toIso(atMs);
}

export function toEndpointDocument(view: EndpointView): z.infer<typeof EndpointDocument> {
  const { failingSinceAtMs, oldSecretUntilMs, createdAtMs, updatedAtMs, ...rest } = view;
  return {
    ...rest,
    failingSince: isoOrNull(failingSinceAtMs),
    oldSecretUntil: isoOrNull(oldSecretUntilMs),
    createdAt: toIso(createdAtMs),
    updatedAt: toIso(updatedAtMs),
  };
}

export function toDeliveryDocument(view: DeliveryView): z.infer<typeof DeliveryDocument> {
  const { id, endpointId, messageId, type, state, tries, lastStatus, lastFailure } = view;
  return {
    id,
    endpointId,
    messageId,
    type,
    state,
    tries,
    nextTryAt: isoOrNull(view.nextTryAtMs),
    lastStatus,
    lastFailure,
    createdAt: toIso(view.createdAtMs),
    endedAt: isoOrNull(view.endedAtMs),
  };
}

function toAttemptDocument(view: AttemptView): z.infer<typeof AttemptDocument> {
  const { atMs, durationMs, status, failure, detail, response } = view;
  return { at: toIso(atMs), durationMs, status, failure, detail, response };
}

export function toDeliveryDetailDocument(
  view: DeliveryDetail,
): z.infer<typeof DeliveryDetailDocument> {
  const { body, attempts } = view;
  return { ...toDeliveryDocument(view), body, attempts: attempts.map(toAttemptDocument) };
}

export const endpointExample = {
  id: "whe_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  url: "https://hooks.acme.com/selvedge",
  description: "Bookkeeping",
  types: ["invoice.paid" as const, "refund.created" as const],
  state: "active" as const,
  disabledReason: null,
  failingSince: null,
  oldSecretUntil: null,
  createdAt: "2026-11-21T08:00:00.000Z",
  updatedAt: "2026-11-21T08:00:00.000Z",
};

export const secretExample = `whsec_${"A".repeat(43)}=`;

export const deliveryExample = {
  id: "whd_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  endpointId: endpointExample.id,
  messageId: "whm_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  type: "invoice.paid" as const,
  state: "succeeded" as const,
  tries: 1,
  nextTryAt: null,
  lastStatus: 204,
  lastFailure: null,
  createdAt: "2026-11-21T08:00:00.000Z",
  endedAt: "2026-11-21T08:00:01.000Z",
};

export const deliveryDetailExample = {
  ...deliveryExample,
  body: '{"type":"invoice.paid","timestamp":"2026-11-21T08:00:00.000Z","data":{}}',
  attempts: [
    {
      at: "2026-11-21T08:00:00.000Z",
      durationMs: 120,
      status: 204,
      failure: null,
      detail: null,
      response: "",
    },
  ],
};
