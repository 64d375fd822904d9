import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import {
  acceptRetentionOffer,
  cancelSubscription,
  getRetentionOffer,
  pauseSubscription,
  resumeSubscription,
  unpauseSubscription,
} from "./cancel-subscription.ts";
import { BillingDocument, OfferDocument, toBillingDocument, toOfferDocument } from "./documents.ts";
import { billingExample, offerExample } from "./route-examples.ts";
import { AcceptRetentionOffer, CancelSubscription, PauseSubscription } from "./schema.ts";

const tags = ["Billing"];
const scope = "billing";
const billingAnswer = jsonAnswer("The plan as it is now", BillingDocument, billingExample);
const problems = ["not-connected", "not-found", "conflict", "payment-failed"] as const;

const cancelRoute = apiRoute({
  method: "post",
  path: "/billing/cancel",
  operationId: "cancelSubscription",
  summary: "Cancel the subscription",
  description:
    "It ends with the period that is paid for; one that gives nothing now ends at once. A planned change goes with it. Until then it can be resumed. Safe to repeat. For owners and admins.",
  tags,
  scope,
  request: {
    body: jsonBody(CancelSubscription.meta({ id: "Cancellation" }), { reason: "unused" }),
  },
  responses: { 200: billingAnswer },
  problems: [...problems],
});

const resumeRoute = apiRoute({
  method: "post",
  path: "/billing/resume",
  operationId: "resumeSubscription",
  summary: "Resume the subscription",
  description: "Takes a cancellation back that has not happened yet. Safe to repeat.",
  tags,
  scope,
  responses: { 200: billingAnswer },
  problems: [...problems],
});

const offerRoute = apiRoute({
  method: "get",
  path: "/billing/retention-offer",
  operationId: "getRetentionOffer",
  summary: "Get the offer for who stays",
  description:
    "What is offered to someone who thinks of leaving, once a period: a discount, or a month's pause. Asking uses nothing up. For owners and admins.",
  tags,
  scope: "read",
  responses: { 200: jsonAnswer("The offer", OfferDocument, offerExample) },
});

const acceptRoute = apiRoute({
  method: "post",
  path: "/billing/retention-offer",
  operationId: "acceptRetentionOffer",
  summary: "Take the offer for who stays",
  description:
    "Takes the discount or the pause, and takes a planned cancellation back. Without an offer it is `conflict`; the same again is not done twice. For owners and admins.",
  tags,
  scope,
  idempotent: true,
  request: {
    body: jsonBody(AcceptRetentionOffer.meta({ id: "RetentionOfferChoice" }), {
      kind: "discount",
    }),
  },
  responses: { 200: billingAnswer },
  problems: [...problems],
});

const pauseRoute = apiRoute({
  method: "post",
  path: "/billing/pause",
  operationId: "pauseSubscription",
  summary: "Pause the subscription",
  description:
    "For one to three months from the end of the paid period: nothing is charged, nothing is granted, and the workspace is on the free plan. Monthly subscriptions only. Safe to repeat. For owners and admins.",
  tags,
  scope,
  request: { body: jsonBody(PauseSubscription.meta({ id: "Pause" }), { months: 1 }) },
  responses: { 200: billingAnswer },
  problems: [...problems],
});

const unpauseRoute = apiRoute({
  method: "post",
  path: "/billing/unpause",
  operationId: "unpauseSubscription",
  summary: "End the pause",
  description:
    "Within the time that was paid for nothing else happens; later a new period begins now and is charged. Safe to repeat. For owners and admins.",
  tags,
  scope,
  idempotent: true,
  responses: { 200: billingAnswer },
  problems: [...problems],
});

/** Leaving, staying and pausing. */
export function registerStayingRoutes(api: Api): void {
  api.openapi(cancelRoute, async (c) => {
    const billing = await cancelSubscription(c.var.ctx, c.req.valid("json"));
    return c.json(toBillingDocument(billing), 200);
  });
  api.openapi(resumeRoute, async (c) =>
    c.json(toBillingDocument(await resumeSubscription(c.var.ctx)), 200),
  );
  api.openapi(offerRoute, async (c) =>
    c.json(toOfferDocument(await getRetentionOffer(c.var.ctx)), 200),
  );
  api.openapi(acceptRoute, async (c) => {
    const billing = await acceptRetentionOffer(c.var.ctx, c.req.valid("json"));
    return c.json(toBillingDocument(billing), 200);
  });
  api.openapi(pauseRoute, async (c) => {
    const billing = await pauseSubscription(c.var.ctx, c.req.valid("json"));
    return c.json(toBillingDocument(billing), 200);
  });
  api.openapi(unpauseRoute, async (c) =>
    c.json(toBillingDocument(await unpauseSubscription(c.var.ctx)), 200),
  );
}
