import { z } from "zod";
import { type Api, apiRoute, idParam, jsonAnswer, pageOf, PageQuery } from "#platform/api";
import {
  DunningDocument,
  InvoiceDetailDocument,
  InvoiceDocument,
  MethodDocument,
  toDetailDocument,
  toDunningDocument,
  toInvoiceDocument,
  toMethodDocument,
  toUpcomingDocument,
  UpcomingDocument,
} from "./documents.ts";
import { getDunning } from "./get-dunning.ts";
import { getUpcomingInvoice } from "./get-upcoming-invoice.ts";
import { getInvoice, listInvoices } from "./list-invoices.ts";
import { registerOperatorRoutes } from "./operator-routes.ts";
import { payInvoice } from "./pay-invoice.ts";
import {
  listPaymentMethods,
  removePaymentMethod,
  setDefaultPaymentMethod,
} from "./payment-methods.ts";
import {
  dunningExample,
  invoiceDetailExample,
  invoiceExample,
  methodExample,
  upcomingExample,
} from "./route-examples.ts";
import { registerTopupRoutes } from "./topup-routes.ts";

const tags = ["Billing"];
const invoiceId = z.object({ id: idParam("The invoice's id", invoiceExample.id) });
const methodId = z.object({ id: idParam("The payment method's id", methodExample.id) });

const listRoute = apiRoute({
  method: "get",
  path: "/billing/invoices",
  operationId: "listInvoices",
  summary: "List invoices",
  description:
    "The workspace's invoices, newest first, with what each granted in PT. `pdfUrl` and `hostedUrl` are Stripe's.",
  tags,
  scope: "read",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer("A page of invoices", pageOf(InvoiceDocument), {
      items: [invoiceExample],
      nextCursor: null,
    }),
  },
});

const upcomingRoute = apiRoute({
  method: "get",
  path: "/billing/invoices/upcoming",
  operationId: "getUpcomingInvoice",
  summary: "Get the next invoice",
  description:
    "What will be billed next if nothing changes, as Stripe works it out now; `invoice` is null without a running subscription or when it ends before.",
  tags,
  scope: "read",
  responses: {
    200: jsonAnswer("The next invoice", z.object({ invoice: UpcomingDocument.nullable() }), {
      invoice: upcomingExample,
    }),
  },
  problems: ["not-connected"],
});

const getRoute = apiRoute({
  method: "get",
  path: "/billing/invoices/{id}",
  operationId: "getInvoice",
  summary: "Get an invoice",
  description: "An invoice with its lines, the PT that each granted, and its payments.",
  tags,
  scope: "read",
  request: { params: invoiceId },
  responses: { 200: jsonAnswer("The invoice", InvoiceDetailDocument, invoiceDetailExample) },
  problems: ["not-found"],
});

const payRoute = apiRoute({
  method: "post",
  path: "/billing/invoices/{id}/pay",
  operationId: "payInvoice",
  summary: "Pay an invoice now",
  description:
    "Takes an open invoice from the default payment method at once. A paid one is answered as it is, so a repeat pays nothing more. A declined card is `payment-failed` with Stripe's page as `hostedUrl`; what cannot be paid any more is `conflict`. For owners and admins.",
  tags,
  scope: "billing",
  idempotent: true,
  request: { params: invoiceId },
  responses: { 200: jsonAnswer("The invoice", InvoiceDocument, invoiceExample) },
  problems: ["not-found", "not-connected", "payment-failed", "conflict"],
});

const methodsRoute = apiRoute({
  method: "get",
  path: "/billing/payment-methods",
  operationId: "listPaymentMethods",
  summary: "List payment methods",
  description: "What Stripe keeps for the workspace. Numbers of cards never reach us.",
  tags,
  scope: "read",
  responses: {
    200: jsonAnswer(
      "The payment methods",
      z.object({ items: z.array(MethodDocument).max(100), nextCursor: z.null() }),
      { items: [methodExample], nextCursor: null },
    ),
  },
  problems: ["not-connected"],
});

const defaultRoute = apiRoute({
  method: "post",
  path: "/billing/payment-methods/{id}/default",
  operationId: "setDefaultPaymentMethod",
  summary: "Choose the payment method",
  description:
    "Invoices, running subscriptions and automatic top-ups are taken from it from now on. Safe to repeat. For owners and admins.",
  tags,
  scope: "billing",
  request: { params: methodId },
  responses: { 204: { description: "It is the default" } },
  problems: ["not-found", "not-connected"],
});

const removeRoute = apiRoute({
  method: "delete",
  path: "/billing/payment-methods/{id}",
  operationId: "removePaymentMethod",
  summary: "Remove a payment method",
  description:
    "Stripe forgets it. The last one of a running subscription is refused with `conflict`. For owners and admins.",
  tags,
  scope: "billing",
  request: { params: methodId },
  responses: { 204: { description: "It is removed" } },
  problems: ["not-found", "not-connected", "conflict"],
});

const dunningRoute = apiRoute({
  method: "get",
  path: "/billing/dunning",
  operationId: "getDunning",
  summary: "Get what a failed payment leads to",
  description:
    "The open case of a renewal that could not be paid: reminders on days 0, 3 and 5, seven days of grace, then the plan is frozen until it is paid. `case` is null when nothing is owed.",
  tags,
  scope: "read",
  responses: { 200: jsonAnswer("The case", DunningDocument, dunningExample) },
});

export function registerPaymentRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { items, nextCursor } = await listInvoices(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(toInvoiceDocument), nextCursor }, 200);
  });
  api.openapi(upcomingRoute, async (c) => {
    const upcoming = await getUpcomingInvoice(c.var.ctx);
    return c.json({ invoice: upcoming === null ? null : toUpcomingDocument(upcoming) }, 200);
  });
  api.openapi(getRoute, async (c) =>
    c.json(toDetailDocument(await getInvoice(c.var.ctx, c.req.valid("param").id)), 200),
  );
  api.openapi(payRoute, async (c) =>
    c.json(toInvoiceDocument(await payInvoice(c.var.ctx, c.req.valid("param").id)), 200),
  );
  api.openapi(methodsRoute, async (c) => {
    const methods = await listPaymentMethods(c.var.ctx);
    return c.json({ items: methods.map(toMethodDocument), nextCursor: null }, 200);
  });
  api.openapi(defaultRoute, async (c) => {
    await setDefaultPaymentMethod(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
  api.openapi(removeRoute, async (c) => {
    await removePaymentMethod(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
  api.openapi(dunningRoute, async (c) =>
    c.json(toDunningDocument(await getDunning(c.var.ctx)), 200),
  );
  registerTopupRoutes(api);
  registerOperatorRoutes(api);
}
