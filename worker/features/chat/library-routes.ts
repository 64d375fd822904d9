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
  addDocument,
  createTemplate,
  deleteDocument,
  deleteTemplate,
  listDocuments,
  listTemplates,
  searchMessages,
  updateTemplate,
} from "./index.ts";
import {
  DocumentDocument,
  SearchHitDocument,
  TemplateDocument,
  toDocumentDocument,
  toSearchHitDocument,
  toTemplateDocument,
} from "./route-documents.ts";
import * as examples from "./route-examples.ts";
import {
  DOCUMENT_BYTES_MAX,
  DOCUMENTS_MAX,
  NewTemplate,
  TemplatePatch,
  TEMPLATES_MAX,
} from "./schema.ts";

const searchRoute = apiRoute({
  method: "get",
  path: "/messages",
  operationId: "searchMessages",
  summary: "Search messages",
  description: "Full-text search over every message of the workspace, best matches first.",
  tags: ["Messages"],
  scope: "read",
  request: {
    query: PageQuery.extend({
      query: z
        .string()
        .min(1)
        .max(200)
        .meta({ description: "Words to look for", example: "top up" }),
    }),
  },
  responses: {
    200: jsonAnswer("A page of messages", pageOf(SearchHitDocument), {
      items: [examples.searchHit],
      nextCursor: null,
    }),
  },
});

const inConversation = z
  .string()
  .max(64)
  .regex(/^[\w-]+$/, "an id")
  .optional()
  .meta({ description: "Those of a conversation instead", example: examples.conversationId });

const listDocumentsRoute = apiRoute({
  method: "get",
  path: "/documents",
  operationId: "listDocuments",
  summary: "List documents",
  description: "The workspace's knowledge, or what was attached to a conversation.",
  tags: ["Documents"],
  scope: "read",
  request: { query: z.object({ conversationId: inConversation }) },
  responses: {
    200: jsonAnswer(
      "The documents",
      z.object({ items: z.array(DocumentDocument).max(DOCUMENTS_MAX), nextCursor: z.null() }),
      { items: [examples.document], nextCursor: null },
    ),
  },
  problems: ["not-found"],
});

const bytes = { schema: z.string().meta({ format: "binary" }) };

const addDocumentRoute = apiRoute({
  method: "post",
  path: "/documents",
  operationId: "addDocument",
  summary: "Add a document",
  description:
    "The body is the file itself: plain text, Markdown or PDF. Answers rest on it and cite it from then on. Without `conversationId` it belongs to the workspace's knowledge.",
  tags: ["Documents"],
  scope: "write",
  idempotent: true,
  bodyBytesMax: DOCUMENT_BYTES_MAX,
  request: {
    query: z.object({
      name: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .meta({ description: "The file's name", example: examples.document.name }),
      conversationId: inConversation,
    }),
    body: {
      required: true,
      content: { "text/plain": bytes, "text/markdown": bytes, "application/pdf": bytes },
    },
  },
  responses: { 201: jsonAnswer("The document", DocumentDocument, examples.document) },
  problems: ["not-found", "document-unreadable", "limit-reached"],
});

const deleteDocumentRoute = apiRoute({
  method: "delete",
  path: "/documents/{id}",
  operationId: "deleteDocument",
  summary: "Delete a document",
  description: "No later answer rests on it. Safe to repeat: then it is `not-found`.",
  tags: ["Documents"],
  scope: "write",
  request: {
    params: z.object({ id: idParam("The document's id", examples.documentId) }),
  },
  responses: { 204: { description: "It is deleted" } },
  problems: ["not-found"],
});

const TemplateParams = z.object({ id: idParam("The template's id", examples.templateId) });

const listTemplatesRoute = apiRoute({
  method: "get",
  path: "/templates",
  operationId: "listTemplates",
  summary: "List prompt templates",
  description: "The workspace's prompt templates by name.",
  tags: ["Templates"],
  scope: "read",
  responses: {
    200: jsonAnswer(
      "The templates",
      z.object({ items: z.array(TemplateDocument).max(TEMPLATES_MAX), nextCursor: z.null() }),
      { items: [examples.template], nextCursor: null },
    ),
  },
});

const createTemplateRoute = apiRoute({
  method: "post",
  path: "/templates",
  operationId: "createTemplate",
  summary: "Create a prompt template",
  description: "A text to begin messages with.",
  tags: ["Templates"],
  scope: "write",
  idempotent: true,
  request: {
    body: jsonBody(NewTemplate, { name: examples.template.name, text: examples.template.text }),
  },
  responses: { 201: jsonAnswer("The template", TemplateDocument, examples.template) },
  problems: ["limit-reached"],
});

const updateTemplateRoute = apiRoute({
  method: "patch",
  path: "/templates/{id}",
  operationId: "updateTemplate",
  summary: "Change a prompt template",
  description: "Members that are absent stay as they are.",
  tags: ["Templates"],
  scope: "write",
  request: {
    params: TemplateParams,
    body: jsonBody(TemplatePatch, { name: examples.template.name }),
  },
  responses: { 200: jsonAnswer("The template", TemplateDocument, examples.template) },
  problems: ["not-found"],
});

const deleteTemplateRoute = apiRoute({
  method: "delete",
  path: "/templates/{id}",
  operationId: "deleteTemplate",
  summary: "Delete a prompt template",
  description: "It is gone for good.",
  tags: ["Templates"],
  scope: "write",
  request: { params: TemplateParams },
  responses: { 204: { description: "It is deleted" } },
  problems: ["not-found"],
});

export function registerLibraryRoutes(api: Api): void {
  api.openapi(searchRoute, async (c) => {
    const page = await searchMessages(c.var.ctx, c.req.valid("query"));
    return c.json({ ...page, items: page.items.map(toSearchHitDocument) }, 200);
  });
  api.openapi(listDocumentsRoute, async (c) => {
    const found = await listDocuments(c.var.ctx, c.req.valid("query"));
    return c.json({ items: found.map(toDocumentDocument), nextCursor: null }, 200);
  });
  api.openapi(addDocumentRoute, async (c) => {
    const { name, conversationId } = c.req.valid("query");
    const added = await addDocument(c.var.ctx, {
      name,
      contentType: c.req.header("content-type") ?? "",
      bytes: new Uint8Array(await c.req.arrayBuffer()),
      ...(conversationId === undefined ? {} : { conversationId }),
    });
    return c.json(toDocumentDocument(added), 201);
  });
  api.openapi(deleteDocumentRoute, async (c) => {
    await deleteDocument(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
  api.openapi(listTemplatesRoute, async (c) => {
    const found = await listTemplates(c.var.ctx);
    return c.json({ items: found.map(toTemplateDocument), nextCursor: null }, 200);
  });
  api.openapi(createTemplateRoute, async (c) => {
    const made = await createTemplate(c.var.ctx, c.req.valid("json"));
    return c.json(toTemplateDocument(made), 201);
  });
  api.openapi(updateTemplateRoute, async (c) => {
    const { id } = c.req.valid("param");
    const changed = await updateTemplate(c.var.ctx, id, c.req.valid("json"));
    return c.json(toTemplateDocument(changed), 200);
  });
  api.openapi(deleteTemplateRoute, async (c) => {
    await deleteTemplate(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
}
