import { z } from "zod";
import {
  type Api,
  apiRoute,
  idParam,
  jsonAnswer,
  jsonBody,
  pageOf,
  PageQuery,
} from "#platform/api";
import { PaymentDocument, toPaymentDocument } from "./documents.ts";
import { buildEvidence, submitEvidence } from "./evidence.ts";
import { getChargeback, listChargebacks } from "./list-chargebacks.ts";
import { listPayments } from "./list-payments.ts";
import {
  ChargebackDocument,
  EvidenceDocument,
  RefundDocument,
  toChargebackDocument,
  toEvidenceDocument,
  toRefundDocument,
} from "./operator-documents.ts";
import { refundPayment } from "./refund-payment.ts";
import {
  chargebackExample,
  evidenceExample,
  paymentExample,
  refundExample,
} from "./route-examples.ts";
import { EvidenceInput, RefundInput } from "./schema.ts";

const tags = ["Administration"];
const paymentId = z.object({ id: idParam("The payment's id", paymentExample.id) });
const chargebackId = z.object({ id: idParam("The chargeback's id", chargebackExample.id) });

const PaymentsQuery = PageQuery.extend({
  workspaceId: z
    .string()
    .max(64)
    .regex(/^\w+$/, "an id")
    .optional()
    .meta({ description: "Only of this workspace", example: paymentExample.workspaceId }),
});

const listRoute = apiRoute({
  method: "get",
  path: "/admin/payments",
  operationId: "listPayments",
  summary: "List payments",
  description: "Every payment of the deployment, newest first. For the operator.",
  tags,
  scope: "read",
  request: { query: PaymentsQuery },
  responses: {
    200: jsonAnswer("A page of payments", pageOf(PaymentDocument), {
      items: [paymentExample],
      nextCursor: null,
    }),
  },
});

const refundRoute = apiRoute({
  method: "post",
  path: "/admin/payments/{id}/refund",
  operationId: "refundPayment",
  summary: "Refund a payment",
  description:
    "Gives back a part, or without `amountMinor` all that is left. PT go back by the same share. The same `Idempotency-Key` refunds once. More than is left is `invalid-input`, a payment that has gone back entirely is `conflict`, and what Stripe refuses is `payment-failed`. For the operator.",
  tags,
  scope: "billing",
  idempotent: true,
  request: {
    params: paymentId,
    body: jsonBody(
      RefundInput.omit({ paymentIntentId: true, key: true }).meta({ id: "NewRefund" }),
      { amountMinor: 2_450, reason: "requested_by_customer" },
    ),
  },
  responses: { 201: jsonAnswer("The refund", RefundDocument, refundExample) },
  problems: ["not-found", "not-connected", "payment-failed", "conflict"],
});

const chargebacksRoute = apiRoute({
  method: "get",
  path: "/admin/chargebacks",
  operationId: "listChargebacks",
  summary: "List chargebacks",
  description: "Every chargeback, newest first. For the operator.",
  tags,
  scope: "read",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer("A page of chargebacks", pageOf(ChargebackDocument), {
      items: [chargebackExample],
      nextCursor: null,
    }),
  },
});

const chargebackRoute = apiRoute({
  method: "get",
  path: "/admin/chargebacks/{id}",
  operationId: "getChargeback",
  summary: "Get a chargeback",
  description:
    "A chargeback with what it took in PT and until when evidence is due. For the operator.",
  tags,
  scope: "read",
  request: { params: chargebackId },
  responses: { 200: jsonAnswer("The chargeback", ChargebackDocument, chargebackExample) },
  problems: ["not-found"],
});

const evidenceRoute = apiRoute({
  method: "get",
  path: "/admin/chargebacks/{id}/evidence",
  operationId: "buildEvidence",
  summary: "Get the evidence pack",
  description:
    "Gathers what is known now: purchase, delivery, use by day and model, mails, sign-ins, earlier payments, terms; as a text, as the fields that Stripe takes, and as facts. Kept in the bucket. For the operator.",
  tags,
  scope: "read",
  request: { params: chargebackId },
  responses: { 200: jsonAnswer("The pack", EvidenceDocument, evidenceExample) },
  problems: ["not-found"],
});

const submitRoute = apiRoute({
  method: "post",
  path: "/admin/chargebacks/{id}/evidence",
  operationId: "submitEvidence",
  summary: "Submit evidence",
  description:
    "Builds the pack anew and hands it to the bank through Stripe. Submitted evidence is final: a second time is `conflict`. With `submit: false` Stripe only keeps it. For the operator.",
  tags,
  scope: "billing",
  idempotent: true,
  request: {
    params: chargebackId,
    body: jsonBody(EvidenceInput.meta({ id: "EvidenceSubmission" }), {
      comment: "The customer used the PT on the day of the purchase.",
      submit: true,
    }),
  },
  responses: { 200: jsonAnswer("The chargeback", ChargebackDocument, chargebackExample) },
  problems: ["not-found", "not-connected", "payment-failed", "conflict"],
});

export function registerOperatorRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { items, nextCursor } = await listPayments(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(toPaymentDocument), nextCursor }, 200);
  });
  api.openapi(refundRoute, async (c) => {
    const { idempotencyKey: key } = c.var;
    const refund = await refundPayment(c.var.ctx, {
      ...c.req.valid("json"),
      paymentIntentId: c.req.valid("param").id,
      ...(key === undefined ? {} : { key }),
    });
    return c.json(toRefundDocument(refund), 201);
  });
  api.openapi(chargebacksRoute, async (c) => {
    const { items, nextCursor } = await listChargebacks(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(toChargebackDocument), nextCursor }, 200);
  });
  api.openapi(chargebackRoute, async (c) =>
    c.json(toChargebackDocument(await getChargeback(c.var.ctx, c.req.valid("param").id)), 200),
  );
  api.openapi(evidenceRoute, async (c) =>
    c.json(toEvidenceDocument(await buildEvidence(c.var.ctx, c.req.valid("param").id)), 200),
  );
  api.openapi(submitRoute, async (c) => {
    const { id } = c.req.valid("param");
    const view = await submitEvidence(c.var.ctx, id, c.req.valid("json"));
    return c.json(toChargebackDocument(view), 200);
  });
}
