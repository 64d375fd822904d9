import { z } from "zod";
import { toIso } from "#core/time";
import {
  type Api,
  apiRoute,
  idParam,
  jsonAnswer,
  jsonBody,
  PageQuery,
  pageOf,
} from "#platform/api";
import { listStripeEvents } from "./list-stripe-events.ts";
import { replayStripeEvent, replayStripeEvents } from "./replay-stripe-events.ts";
import {
  REPLAY_IDS_MAX,
  replayableStates,
  stripeEventStates,
  type StripeEventView,
} from "./schema.ts";

const tags = ["Administration"];
const Time = z.iso.datetime().max(40);
const Moment = z.iso.datetime({ offset: true }).max(40);

const StripeEvent = z
  .object({
    id: z.string().max(255),
    type: z.string().max(120),
    objectType: z.string().max(120),
    objectId: z.string().max(255),
    livemode: z.boolean(),
    createdAt: Time,
    receivedAt: Time,
    deliveries: z.int().min(0).max(1_000_000).meta({
      description: "How often a webhook brought it; 0 when it was found in Stripe's own list",
    }),
    state: z.enum(stripeEventStates),
    tries: z.int().min(0).max(100),
    nextTryAt: Time.nullable(),
    lastError: z.string().max(1_000).nullable(),
    doneAt: Time.nullable(),
  })
  .meta({ id: "StripeEvent" });

const example = {
  id: "evt_1SWlqk2eZvKYlo2C",
  type: "invoice.paid",
  objectType: "invoice",
  objectId: "in_1SWlqk2eZvKYlo2C",
  livemode: true,
  createdAt: "2026-11-21T08:00:00.000Z",
  receivedAt: "2026-11-21T08:00:01.000Z",
  deliveries: 1,
  state: "parked" as const,
  tries: 8,
  nextTryAt: null,
  lastError: "Stripe answered with 500",
  doneAt: null,
};

function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : toIso(atMs);
}

function toDocument(event: StripeEventView): z.infer<typeof StripeEvent> {
  const { createdAtMs, receivedAtMs, nextTryAtMs, doneAtMs, ...rest } = event;
  return {
    ...rest,
    createdAt: toIso(createdAtMs),
    receivedAt: toIso(receivedAtMs),
    nextTryAt: isoOrNull(nextTryAtMs),
    doneAt: isoOrNull(doneAtMs),
  };
}

const listRoute = apiRoute({
  method: "get",
  path: "/admin/stripe-events",
  operationId: "listStripeEvents",
  summary: "List events of Stripe",
  description: "What Stripe told this deployment, received last first. For the operator.",
  tags,
  scope: "read",
  request: {
    query: PageQuery.extend({
      state: z.enum(stripeEventStates).optional(),
      type: z.string().max(120).optional().meta({
        description: "A type, or with a dot at its end the start of types: `invoice.`",
      }),
      text: z.string().max(255).optional().meta({
        description: "The start of the id of an event or of its object",
      }),
    }),
  },
  responses: {
    200: jsonAnswer("A page of events", pageOf(StripeEvent), {
      items: [example],
      nextCursor: null,
    }),
  },
});

const replayRoute = apiRoute({
  method: "post",
  path: "/admin/stripe-events/{id}/replay",
  operationId: "replayStripeEvent",
  summary: "Replay an event",
  description:
    "Works on an event once more. Its object is fetched from Stripe as it is now, so nothing happens twice. A `conflict` when the event's text is no longer kept. For the operator.",
  tags,
  scope: "write",
  idempotent: true,
  request: {
    params: z.object({
      id: idParam("The event's id", example.id),
    }),
  },
  responses: { 204: { description: "The event is on the queue" } },
  problems: ["not-found", "conflict"],
});

const ReplayBody = z
  .object({
    ids: z.array(z.string().min(1).max(255)).min(1).max(REPLAY_IDS_MAX).optional(),
    states: z.array(z.enum(replayableStates)).min(1).max(replayableStates.length).optional(),
    type: z.string().max(120).optional(),
    from: Moment.optional(),
    to: Moment.optional(),
  })
  .meta({ id: "StripeEventReplay" });

const replayManyRoute = apiRoute({
  method: "post",
  path: "/admin/stripe-events/replay",
  operationId: "replayStripeEvents",
  summary: "Replay many events",
  description:
    "Works once more on the events with these ids, or on those that were received between two times; failed and parked ones unless `states` says otherwise. At most 1,000 at once. For the operator.",
  tags,
  scope: "write",
  idempotent: true,
  request: { body: jsonBody(ReplayBody, { type: "invoice.", states: ["parked"] }) },
  responses: {
    200: jsonAnswer(
      "How many are on the queue",
      z.object({ replayed: z.int().min(0).max(1_000) }),
      {
        replayed: 12,
      },
    ),
  },
});

export function registerStripeEventRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { items, nextCursor } = await listStripeEvents(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(toDocument), nextCursor }, 200);
  });
  api.openapi(replayManyRoute, async (c) => {
    const { from, to, ...filter } = c.req.valid("json");
    const replayed = await replayStripeEvents(c.var.ctx, {
      ...filter,
      ...(from === undefined ? {} : { fromAtMs: Math.max(0, Date.parse(from)) }),
      ...(to === undefined ? {} : { toAtMs: Math.max(0, Date.parse(to)) }),
    });
    return c.json(replayed, 200);
  });
  api.openapi(replayRoute, async (c) => {
    await replayStripeEvent(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
}
