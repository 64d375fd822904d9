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
  createConversation,
  deleteConversation,
  exportConversation,
  getConversation,
  listConversations,
  revokeShare,
  shareConversation,
  updateConversation,
} from "./index.ts";
import { ConversationDocument, toConversationDocument } from "./route-documents.ts";
import * as examples from "./route-examples.ts";
import { ConversationPatch, exportFormats, NewConversation } from "./schema.ts";

export const ConversationParams = z.object({
  id: idParam("The conversation's id", examples.conversationId),
});

const tags = ["Conversations"];
const answered = (description: string) =>
  jsonAnswer(description, ConversationDocument, examples.conversation);

const listRoute = apiRoute({
  method: "get",
  path: "/conversations",
  operationId: "listConversations",
  summary: "List conversations",
  description:
    "Pinned ones first, then those changed last. Archived ones only with `archived=true`. `query` is looked for in titles.",
  tags,
  scope: "read",
  visitors: true,
  request: {
    query: PageQuery.extend({
      query: z
        .string()
        .max(200)
        .optional()
        .meta({ description: "Part of a title", example: "top" }),
      archived: z
        .enum(["true", "false"])
        .optional()
        .meta({ description: "The archived ones instead", example: "false" }),
    }),
  },
  responses: {
    200: jsonAnswer("A page of conversations", pageOf(ConversationDocument), {
      items: [examples.conversation],
      nextCursor: null,
    }),
  },
});

const createRoute = apiRoute({
  method: "post",
  path: "/conversations",
  operationId: "createConversation",
  summary: "Begin a conversation",
  description: "Without a title it gets one from its first message.",
  tags,
  scope: "chat",
  visitors: true,
  idempotent: true,
  request: { body: jsonBody(NewConversation, { settings: { model: "selvedge-answerer" } }) },
  responses: { 201: answered("The new conversation") },
  problems: ["limit-reached"],
});

const getRoute = apiRoute({
  method: "get",
  path: "/conversations/{id}",
  operationId: "getConversation",
  summary: "Get a conversation",
  description: "What it is called, its settings and what it has cost. Its messages are apart.",
  tags,
  scope: "read",
  visitors: true,
  request: { params: ConversationParams },
  responses: { 200: answered("The conversation") },
  problems: ["not-found"],
});

const updateRoute = apiRoute({
  method: "patch",
  path: "/conversations/{id}",
  operationId: "updateConversation",
  summary: "Change a conversation",
  description:
    "Renames, pins, archives, changes settings, or shows another branch (`headMessageId`). Members that are absent stay as they are; `settings` is replaced as a whole.",
  tags,
  scope: "write",
  visitors: true,
  request: {
    params: ConversationParams,
    body: jsonBody(ConversationPatch, { title: "Top-up", pinned: true }),
  },
  responses: { 200: answered("The changed conversation") },
  problems: ["not-found"],
});

const deleteRoute = apiRoute({
  method: "delete",
  path: "/conversations/{id}",
  operationId: "deleteConversation",
  summary: "Delete a conversation",
  description:
    "Its messages, documents and shared link are gone for good. What it cost stays in the statement, without its words.",
  tags,
  scope: "write",
  visitors: true,
  request: { params: ConversationParams },
  responses: { 204: { description: "It is deleted" } },
  problems: ["not-found"],
});

const shareRoute = apiRoute({
  method: "post",
  path: "/conversations/{id}/share",
  operationId: "shareConversation",
  summary: "Share a conversation",
  description:
    "Whoever has the link can read the conversation as it stands now, until the link is revoked. Safe to repeat.",
  tags,
  scope: "write",
  request: { params: ConversationParams },
  responses: {
    200: jsonAnswer(
      "The link",
      z.object({ url: z.string().max(500), token: z.string().max(200) }),
      { url: "https://selvedge.example/shared/7hT2", token: "7hT2" },
    ),
  },
  problems: ["not-found", "conflict"],
});

const revokeRoute = apiRoute({
  method: "delete",
  path: "/conversations/{id}/share",
  operationId: "revokeConversationShare",
  summary: "Revoke a shared link",
  description: "The link opens nothing from now on. Safe to repeat.",
  tags,
  scope: "write",
  request: { params: ConversationParams },
  responses: { 204: { description: "Nothing is shared" } },
  problems: ["not-found"],
});

const exportRoute = apiRoute({
  method: "get",
  path: "/conversations/{id}/export",
  operationId: "exportConversation",
  summary: "Export a conversation",
  description: "As Markdown, the shown branch; as JSON, every branch with its charges.",
  tags,
  scope: "read",
  request: {
    params: ConversationParams,
    query: z.object({
      format: z.enum(exportFormats).default("markdown").meta({ example: "json" }),
    }),
  },
  responses: {
    200: {
      description: "The file",
      content: {
        "text/markdown": { schema: z.string().max(100_000_000) },
        "application/json": { schema: z.looseObject({}) },
      },
    },
  },
  problems: ["not-found"],
});

export function registerConversationRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { archived, ...query } = c.req.valid("query");
    const page = await listConversations(c.var.ctx, { ...query, archived: archived === "true" });
    return c.json({ ...page, items: page.items.map(toConversationDocument) }, 200);
  });
  api.openapi(createRoute, async (c) => {
    const made = await createConversation(c.var.ctx, c.req.valid("json"));
    return c.json(toConversationDocument(made), 201);
  });
  api.openapi(getRoute, async (c) => {
    const found = await getConversation(c.var.ctx, c.req.valid("param").id);
    return c.json(toConversationDocument(found), 200);
  });
  api.openapi(updateRoute, async (c) => {
    const { id } = c.req.valid("param");
    const changed = await updateConversation(c.var.ctx, id, c.req.valid("json"));
    return c.json(toConversationDocument(changed), 200);
  });
  api.openapi(deleteRoute, async (c) => {
    await deleteConversation(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
  api.openapi(shareRoute, async (c) => {
    return c.json(await shareConversation(c.var.ctx, c.req.valid("param").id), 200);
  });
  api.openapi(revokeRoute, async (c) => {
    await revokeShare(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
  api.openapi(exportRoute, async (c) => {
    const { format } = c.req.valid("query");
    const file = await exportConversation(c.var.ctx, c.req.valid("param").id, format);
    return c.body(file.body, 200, {
      "content-type": file.contentType,
      "content-disposition": `attachment; filename="${file.filename}"`,
    }) as never;
  });
}
