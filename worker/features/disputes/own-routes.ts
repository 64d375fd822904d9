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
import {
  addAttachment,
  getAttachment,
  getDispute,
  listDisputes,
  openDispute,
  postMessage,
  withdrawDispute,
} from "./index.ts";
import {
  AttachmentDocument,
  DisputeDocument,
  DisputeSummaryDocument,
  toAttachmentDocument,
  toDisputeDocument,
  toSummaryDocument,
} from "./route-documents.ts";
import * as examples from "./route-examples.ts";
import {
  ATTACHMENT_BYTES_MAX,
  attachmentTypes,
  disputeStates,
  NewDispute,
  NewMessage,
} from "./schema.ts";

const tags = ["Disputes"];
const DisputeParams = z.object({ id: idParam("The dispute's id", examples.summary.id) });
const AttachmentParams = DisputeParams.extend({
  attachmentId: idParam("The file's id", examples.attachmentId),
});
const binary = { schema: z.string().meta({ format: "binary" }) };
const files = Object.fromEntries(attachmentTypes.map((type) => [type, binary]));
const whole = (description: string) => jsonAnswer(description, DisputeDocument, examples.dispute);

const listRoute = apiRoute({
  method: "get",
  path: "/disputes",
  operationId: "listDisputes",
  summary: "List disputes",
  description: "The workspace's disputes, newest first.",
  tags,
  scope: "read",
  request: {
    query: PageQuery.extend({
      state: z
        .enum([...disputeStates, "unresolved"])
        .optional()
        .meta({ description: "One state; `unresolved` are all that are not over" }),
      transactionId: z
        .string()
        .max(64)
        .regex(/^[\w-]+$/, "an id")
        .optional()
        .meta({ description: "The dispute of the charge that this transaction made" }),
    }),
  },
  responses: {
    200: jsonAnswer("A page of disputes", pageOf(DisputeSummaryDocument), {
      items: [examples.summary],
      nextCursor: null,
    }),
  },
});

const openRoute = apiRoute({
  method: "post",
  path: "/disputes",
  operationId: "openDispute",
  summary: "Dispute a charge",
  description:
    "Disputes one charge, named by a transaction of it or by the message that was charged, within 60 days and once per charge. No PT move; the evidence gathers itself. The same words again answer the first dispute.",
  tags,
  scope: "write",
  idempotent: true,
  request: {
    body: jsonBody(NewDispute, {
      transactionId: examples.summary.transactionId,
      reason: examples.summary.reason,
      comment: examples.dispute.comment,
    }),
  },
  responses: { 201: whole("The dispute") },
  problems: ["not-found", "conflict", "already-exists", "limit-reached"],
});

const getRoute = apiRoute({
  method: "get",
  path: "/disputes/{id}",
  operationId: "getDispute",
  summary: "Get a dispute",
  description: "A dispute with its evidence, its history, its files and its decision.",
  tags,
  scope: "read",
  request: { params: DisputeParams },
  responses: { 200: whole("The dispute") },
  problems: ["not-found"],
});

const messageRoute = apiRoute({
  method: "post",
  path: "/disputes/{id}/messages",
  operationId: "postDisputeMessage",
  summary: "Write to the reviewer",
  description:
    "Adds a message; an answer to a question puts the dispute back into review. A dispute that is over takes none.",
  tags,
  scope: "write",
  idempotent: true,
  request: {
    params: DisputeParams,
    body: jsonBody(NewMessage, { text: "I mean the second answer." }),
  },
  responses: { 201: whole("The dispute with the message") },
  problems: ["not-found", "conflict", "limit-reached"],
});

const attachRoute = apiRoute({
  method: "post",
  path: "/disputes/{id}/attachments",
  operationId: "addDisputeAttachment",
  summary: "Attach a file",
  description:
    "The body is the file itself: a picture, a PDF or plain text, at most 5 MB, at most five a dispute. Its own bytes decide what it is. The same bytes again are the same file.",
  tags,
  scope: "write",
  idempotent: true,
  bodyBytesMax: ATTACHMENT_BYTES_MAX,
  request: {
    params: DisputeParams,
    query: z.object({
      name: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .meta({ description: "The file's name", example: examples.attachment.name }),
    }),
    body: { required: true, content: { ...files, "application/octet-stream": binary } },
  },
  responses: { 201: jsonAnswer("The file", AttachmentDocument, examples.attachment) },
  problems: ["not-found", "conflict", "limit-reached"],
});

const downloadRoute = apiRoute({
  method: "get",
  path: "/disputes/{id}/attachments/{attachmentId}",
  operationId: "getDisputeAttachment",
  summary: "Download a file",
  description: "A file of a dispute, for the workspace and for operators.",
  tags,
  scope: "read",
  request: { params: AttachmentParams },
  responses: { 200: { description: "The file, always as a download", content: files } },
  problems: ["not-found"],
});

const withdrawRoute = apiRoute({
  method: "post",
  path: "/disputes/{id}/withdraw",
  operationId: "withdrawDispute",
  summary: "Withdraw a dispute",
  description:
    "Ends a dispute that is not decided; the charge stays and cannot be disputed again. Safe to repeat.",
  tags,
  scope: "write",
  request: { params: DisputeParams },
  responses: { 200: whole("The dispute") },
  problems: ["not-found", "conflict"],
});

/** What the disputing side does. */
export function registerOwnRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { items, nextCursor } = await listDisputes(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(toSummaryDocument), nextCursor }, 200);
  });
  api.openapi(openRoute, async (c) => {
    return c.json(toDisputeDocument(await openDispute(c.var.ctx, c.req.valid("json"))), 201);
  });
  api.openapi(getRoute, async (c) => {
    return c.json(toDisputeDocument(await getDispute(c.var.ctx, c.req.valid("param").id)), 200);
  });
  api.openapi(messageRoute, async (c) => {
    const posted = await postMessage(c.var.ctx, c.req.valid("param").id, c.req.valid("json"));
    return c.json(toDisputeDocument(posted), 201);
  });
  api.openapi(attachRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { name } = c.req.valid("query");
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const added = await addAttachment(c.var.ctx, id, { name, bytes });
    return c.json(toAttachmentDocument(id, added), 201);
  });
  api.openapi(downloadRoute, async (c) => {
    const { id, attachmentId } = c.req.valid("param");
    return await getAttachment(c.var.ctx, id, attachmentId);
  });
  api.openapi(withdrawRoute, async (c) => {
    const withdrawn = await withdrawDispute(c.var.ctx, c.req.valid("param").id);
    return c.json(toDisputeDocument(withdrawn), 200);
  });
}
