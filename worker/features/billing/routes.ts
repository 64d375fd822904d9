import { z } from "zod";
import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import { applyPromotionCode } from "./apply-promotion-code.ts";
import { getBillingDetails, updateBillingDetails } from "./billing-details.ts";
import { cancelScheduledChange, changePlan } from "./change-plan.ts";
import {
  BillingDocument,
  DetailsDocument,
  PreviewDocument,
  toBillingDocument,
  toDetailsDocument,
  toPreviewDocument,
} from "./documents.ts";
import { getBilling } from "./get-billing.ts";
import { openPortal } from "./open-portal.ts";
import { previewChange } from "./preview-change.ts";
import { billingExample, detailsExample, hostedExample, previewExample } from "./route-examples.ts";
import {
  ApplyPromotionCode,
  ChangeTarget,
  OpenPortal,
  StartCheckout,
  UpdateBillingDetails,
} from "./schema.ts";
import { startCheckout } from "./start-checkout.ts";
import { registerStayingRoutes } from "./staying-routes.ts";

const tags = ["Billing"];
const HostedPage = z.object({ url: z.url().max(2_000) }).meta({ id: "HostedPage" });
const billingAnswer = jsonAnswer("The plan as it is now", BillingDocument, billingExample);

const getRoute = apiRoute({
  method: "get",
  path: "/billing",
  operationId: "getBilling",
  summary: "Get the plan",
  description:
    "The workspace's plan, its subscription, what happens next by itself and the running period of PT. Answered without asking Stripe. The amounts are before tax and discounts.",
  tags,
  scope: "read",
  responses: { 200: billingAnswer },
});

const detailsRoute = apiRoute({
  method: "get",
  path: "/billing/details",
  operationId: "getBillingDetails",
  summary: "Get the billing details",
  description: "What invoices say about the workspace: name, address and tax ids.",
  tags,
  scope: "read",
  responses: { 200: jsonAnswer("The details", DetailsDocument, detailsExample) },
});

const updateDetailsRoute = apiRoute({
  method: "patch",
  path: "/billing/details",
  operationId: "updateBillingDetails",
  summary: "Change the billing details",
  description:
    "From the next invoice on. What is absent stays; an empty text or number takes it away. The number that is given replaces those that were there. For owners and admins. Safe to repeat.",
  tags,
  scope: "billing",
  request: {
    body: jsonBody(UpdateBillingDetails.meta({ id: "BillingDetailsChange" }), {
      name: "Ada Ltd",
      address: { line1: "1 Analytical Way", city: "London", postalCode: "N1 9GU", country: "GB" },
      taxId: { type: "gb_vat", value: "GB123456789" },
    }),
  },
  responses: { 200: jsonAnswer("The details", DetailsDocument, detailsExample) },
  problems: ["not-connected", "conflict"],
});

const checkoutRoute = apiRoute({
  method: "post",
  path: "/billing/checkout",
  operationId: "startCheckout",
  summary: "Buy a plan",
  description:
    "Opens Stripe's page on which the plan is paid, and answers its address. A workspace has one open page: the same request gets the same one, another closes it first. There is a trial with the first subscription only. A workspace that has a subscription is refused with `conflict`: change it instead. For owners and admins.",
  tags,
  scope: "billing",
  idempotent: true,
  request: {
    body: jsonBody(StartCheckout.meta({ id: "NewCheckout" }), {
      plan: "pro",
      interval: "month",
      currency: "usd",
      seats: 4,
    }),
  },
  responses: { 201: jsonAnswer("The page to pay on", HostedPage, hostedExample) },
  problems: ["not-connected", "conflict"],
});

const previewRoute = apiRoute({
  method: "post",
  path: "/billing/change/preview",
  operationId: "previewPlanChange",
  summary: "Preview a change of plan",
  description:
    "What another plan, interval or number of seats costs now and brings, exact to the second and good for 15 minutes. What is absent stays as it is. Changes nothing. For owners and admins.",
  tags,
  scope: "billing",
  request: {
    body: jsonBody(ChangeTarget.meta({ id: "PlanChangeTarget" }), { plan: "business" }),
  },
  responses: { 200: jsonAnswer("The preview", PreviewDocument, previewExample) },
  problems: ["not-connected", "not-found", "conflict"],
});

const ChangeBody = ChangeTarget.extend({
  expectedAmountMinor: z.int().meta({ description: "`dueNow.amountMinor` of the preview" }),
  prorationAt: z.iso
    .datetime({ offset: true })
    .max(40)
    .meta({ description: "`prorationAt` of the preview" }),
}).meta({ id: "PlanChange" });

const changeRoute = apiRoute({
  method: "post",
  path: "/billing/change",
  operationId: "changePlan",
  summary: "Change the plan",
  description:
    "More happens now: the prorated amount is charged and its PT are added; usage stays as it is. Less happens at the end of the period, and nothing is taken back. An amount that is not the previewed one, or a preview older than 15 minutes, is `quote-stale` and charges nothing. A payment that the bank stops is `payment-failed` with the `url` to confirm it on. Safe to repeat. For owners and admins.",
  tags,
  scope: "billing",
  idempotent: true,
  request: {
    body: jsonBody(ChangeBody, {
      plan: "business",
      expectedAmountMinor: 6_860,
      prorationAt: previewExample.prorationAt,
    }),
  },
  responses: { 200: billingAnswer },
  problems: ["not-connected", "not-found", "conflict", "quote-stale", "payment-failed"],
});

const unscheduleRoute = apiRoute({
  method: "delete",
  path: "/billing/change",
  operationId: "cancelScheduledPlanChange",
  summary: "Take a planned change back",
  description:
    "The change that waits for the end of the period does not happen. Safe to repeat. For owners and admins.",
  tags,
  scope: "billing",
  responses: { 200: billingAnswer },
  problems: ["not-connected", "not-found", "conflict"],
});

const portalRoute = apiRoute({
  method: "post",
  path: "/billing/portal",
  operationId: "openBillingPortal",
  summary: "Open Stripe's portal",
  description:
    "The address of Stripe's customer portal for this workspace, for a short time; with `flow` it opens on that one thing. For owners and admins of a workspace that has bought something.",
  tags,
  scope: "billing",
  request: {
    body: jsonBody(OpenPortal.meta({ id: "PortalRequest" }), { flow: "payment_method_update" }),
  },
  responses: { 201: jsonAnswer("The portal's address", HostedPage, hostedExample) },
  problems: ["not-connected", "not-found"],
});

const promotionRoute = apiRoute({
  method: "post",
  path: "/billing/promotion-code",
  operationId: "applyPromotionCode",
  summary: "Use a promotion code",
  description:
    "Puts the code's discount on the running subscription, from the next invoice on. A code that does not hold here is `invalid-input`, a second discount is `conflict`. Safe to repeat. For owners and admins.",
  tags,
  scope: "billing",
  idempotent: true,
  request: {
    body: jsonBody(ApplyPromotionCode.meta({ id: "PromotionCodeUse" }), { code: "WELCOME20" }),
  },
  responses: { 200: billingAnswer },
  problems: ["not-connected", "not-found", "conflict"],
});

export function registerBillingRoutes(api: Api): void {
  api.openapi(getRoute, async (c) => c.json(toBillingDocument(await getBilling(c.var.ctx)), 200));
  api.openapi(detailsRoute, async (c) =>
    c.json(toDetailsDocument(await getBillingDetails(c.var.ctx)), 200),
  );
  api.openapi(updateDetailsRoute, async (c) => {
    const details = await updateBillingDetails(c.var.ctx, c.req.valid("json"));
    return c.json(toDetailsDocument(details), 200);
  });
  api.openapi(checkoutRoute, async (c) =>
    c.json(await startCheckout(c.var.ctx, c.req.valid("json")), 201),
  );
  api.openapi(previewRoute, async (c) => {
    const preview = await previewChange(c.var.ctx, c.req.valid("json"));
    return c.json(toPreviewDocument(preview), 200);
  });
  api.openapi(changeRoute, async (c) => {
    const { prorationAt, ...wanted } = c.req.valid("json");
    const prorationAtMs = Date.parse(prorationAt);
    const billing = await changePlan(c.var.ctx, { ...wanted, prorationAtMs });
    return c.json(toBillingDocument(billing), 200);
  });
  api.openapi(unscheduleRoute, async (c) =>
    c.json(toBillingDocument(await cancelScheduledChange(c.var.ctx)), 200),
  );
  api.openapi(portalRoute, async (c) =>
    c.json(await openPortal(c.var.ctx, c.req.valid("json")), 201),
  );
  api.openapi(promotionRoute, async (c) => {
    const billing = await applyPromotionCode(c.var.ctx, c.req.valid("json"));
    return c.json(toBillingDocument(billing), 200);
  });
  registerStayingRoutes(api);
}
