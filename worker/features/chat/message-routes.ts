import { z } from "zod";
import { SECOND_MS } from "#core/time";
import { type Api, apiRoute, idParam, jsonAnswer, jsonBody } from "#platform/api";
import type { Ctx } from "#platform/ctx";
import {
  followTurn,
  getTranscript,
  regenerate,
  sendMessage,
  type SentMessage,
  stopTurn,
} from "./index.ts";
import { ConversationParams } from "./conversation-routes.ts";
import {
  SentDocument,
  toMessageDocument,
  toTranscriptDocument,
  TranscriptDocument,
} from "./route-documents.ts";
import * as examples from "./route-examples.ts";
import { Regenerate, SendMessage } from "./schema.ts";
import { waitForAnswer } from "./wait-for-answer.ts";

/** So long a request waits for its answer; then it is told where the answer stands. */
const ANSWER_WAIT_MS = 60 * SECOND_MS;

const tags = ["Messages"];

const ClientKey = {
  clientId: SendMessage.shape.clientId.optional().meta({
    description: "Names this send; absent: the `Idempotency-Key`, else every request is a new one",
  }),
  stream: z.boolean().optional().meta({
    description: "Answer with server-sent events while the answer is written",
  }),
};

const SendBody = SendMessage.extend(ClientKey).meta({ id: "SendMessage" });
const RegenerateBody = Regenerate.omit({ messageId: true })
  .extend(ClientKey)
  .meta({ id: "Regenerate" });

const SendHeaders = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{8,100}$/, "8 to 100 printable ASCII characters without spaces")
    .optional()
    .meta({
      description: "The same key is the same send: it starts one turn and is charged once",
      example: "send-7f3a9c",
    }),
  prefer: z.string().max(200).optional().meta({
    description: "`respond-async`: answer 202 at once instead of waiting (RFC 7240)",
    example: "respond-async",
  }),
});

const sentAnswers = {
  201: {
    description: "The message and its finished answer; with `stream`, its events as they come",
    content: {
      "application/json": { schema: SentDocument, example: examples.sent },
      "text/event-stream": { schema: z.string().max(100_000_000) },
    },
  },
  202: jsonAnswer("The answer is still being written; ask for the messages later", SentDocument, {
    ...examples.sent,
    assistantMessage: {
      ...examples.assistantMessage,
      state: "waiting" as const,
      text: "",
      charge: null,
    },
  }),
};

const sendProblems = [
  "not-found",
  "turn-in-progress",
  "idempotency-key-reused",
  "conflict",
  "limit-reached",
  "insufficient-pt",
  "quota-reached",
  "api-key-budget",
  "member-cap",
  "spend-cap",
  "model-share-cap",
  "model-unknown",
  "model-unpriced",
  "model-not-in-plan",
  "model-unavailable",
] as const;

const listRoute = apiRoute({
  method: "get",
  path: "/conversations/{id}/messages",
  operationId: "listMessages",
  summary: "List messages",
  description:
    "The shown branch from its first message to its last, with a running answer as far as it has come and what each answer cost.",
  tags,
  scope: "read",
  visitors: true,
  request: { params: ConversationParams },
  responses: { 200: jsonAnswer("The messages", TranscriptDocument, examples.transcript) },
  problems: ["not-found"],
});

const sendRoute = apiRoute({
  method: "post",
  path: "/conversations/{id}/messages",
  operationId: "sendMessage",
  summary: "Send a message",
  description:
    "Holds PT, asks the model and settles what was used, once, whatever becomes of this connection. Waits for the answer, at most a minute; with `stream` sends its events; with `Prefer: respond-async` answers at once. A failed answer is not charged.",
  tags,
  scope: "chat",
  visitors: true,
  request: {
    params: ConversationParams,
    headers: SendHeaders,
    body: jsonBody(SendBody, { text: "How do I top up PT?", model: "selvedge-answerer" }),
  },
  responses: sentAnswers,
  problems: [...sendProblems],
});

const regenerateRoute = apiRoute({
  method: "post",
  path: "/conversations/{id}/messages/{messageId}/regenerate",
  operationId: "regenerateMessage",
  summary: "Answer once more",
  description:
    "Answers a question again as a new branch, with a charge of its own. Otherwise as sending a message.",
  tags,
  scope: "chat",
  visitors: true,
  request: {
    params: ConversationParams.extend({
      messageId: idParam("The question, or one of its answers", examples.messageId),
    }),
    headers: SendHeaders,
    body: jsonBody(RegenerateBody, { model: "selvedge-answerer" }),
  },
  responses: sentAnswers,
  problems: [...sendProblems],
});

const followRoute = apiRoute({
  method: "get",
  path: "/conversations/{id}/turns/{turnId}/events",
  operationId: "followTurn",
  summary: "Follow an answer",
  description:
    "Server-sent events of a turn, those that were missed first, until it has ended. A connection that was lost goes on with the `Last-Event-ID` that it had reached.",
  tags,
  scope: "read",
  visitors: true,
  request: {
    params: ConversationParams.extend({ turnId: idParam("The turn's id", examples.turnId) }),
    headers: z.object({
      "last-event-id": z
        .string()
        .regex(/^\d{1,15}$/, "the id of an event")
        .optional()
        .meta({ description: "The last event that arrived", example: "12" }),
    }),
  },
  responses: {
    200: {
      description: "The events",
      content: { "text/event-stream": { schema: z.string().max(100_000_000) } },
    },
  },
  problems: ["not-found"],
});

const stopRoute = apiRoute({
  method: "post",
  path: "/conversations/{id}/stop",
  operationId: "stopAnswer",
  summary: "Stop the answer",
  description:
    "Closes the provider's connection and settles what was used so far. `stopped` is false when nothing was running. Safe to repeat.",
  tags,
  scope: "chat",
  visitors: true,
  request: { params: ConversationParams },
  responses: {
    200: jsonAnswer("Whether something was running", z.object({ stopped: z.boolean() }), {
      stopped: true,
    }),
  },
  problems: ["not-found"],
});

const EVENT_STREAM = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};

interface Wanted {
  conversationId: string;
  stream: boolean;
  async: boolean;
}

/** Whoever may send a message may read what comes of it. */
function asReader(ctx: Ctx): Ctx {
  const { actor } = ctx;
  if (actor.kind !== "api-key") return ctx;
  return { ...ctx, actor: { ...actor, scopes: [...actor.scopes, "read"] } };
}

/** The answer to a send, in the way that was asked for. */
export async function respondToSend(
  ctx: Ctx,
  sent: SentMessage,
  { conversationId, stream, async }: Wanted,
): Promise<Response> {
  const begun = {
    turnId: sent.turnId,
    seq: sent.seq,
    userMessage: toMessageDocument(sent.userMessage),
  };
  const location = `/api/v1/conversations/${conversationId}/messages`;
  const follow = async () =>
    await followTurn(asReader(ctx), conversationId, sent.turnId, { afterSeq: sent.seq });
  if (stream) return new Response(await follow(), { status: 201, headers: EVENT_STREAM });
  const settled = async ? undefined : await waitForAnswer(await follow(), ANSWER_WAIT_MS);
  const assistantMessage = toMessageDocument(settled ?? sent.assistantMessage);
  return Response.json(
    { ...begun, assistantMessage },
    { status: settled === undefined ? 202 : 201, headers: { location } },
  );
}

/** Its own id, else the Idempotency-Key, else one that is never used again. */
export function clientIdOf(clientId: string | undefined, key: string | undefined): string {
  return clientId ?? key ?? crypto.randomUUID();
}

function isAsync(prefer: string | undefined): boolean {
  return prefer?.toLowerCase().includes("respond-async") === true;
}

export function registerMessageRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const transcript = await getTranscript(c.var.ctx, c.req.valid("param").id);
    return c.json(toTranscriptDocument(transcript), 200);
  });
  api.openapi(sendRoute, async (c) => {
    const { ctx } = c.var;
    const { id: conversationId } = c.req.valid("param");
    const { stream = false, clientId, ...message } = c.req.valid("json");
    const { prefer, "idempotency-key": key } = c.req.valid("header");
    const sent = await sendMessage(ctx, conversationId, {
      ...message,
      clientId: clientIdOf(clientId, key),
    });
    const wanted = { conversationId, stream, async: isAsync(prefer) };
    return await respondToSend(ctx, sent, wanted);
  });
  api.openapi(regenerateRoute, async (c) => {
    const { ctx } = c.var;
    const { id: conversationId, messageId } = c.req.valid("param");
    const { stream = false, clientId, model } = c.req.valid("json");
    const { prefer, "idempotency-key": key } = c.req.valid("header");
    const sent = await regenerate(ctx, conversationId, {
      messageId,
      clientId: clientIdOf(clientId, key),
      ...(model === undefined ? {} : { model }),
    });
    const wanted = { conversationId, stream, async: isAsync(prefer) };
    return await respondToSend(ctx, sent, wanted);
  });
  api.openapi(followRoute, async (c) => {
    const { id, turnId } = c.req.valid("param");
    const afterSeq = Number(c.req.valid("header")["last-event-id"] ?? 0);
    const events = await followTurn(c.var.ctx, id, turnId, { afterSeq });
    return c.body(events, 200, EVENT_STREAM) as never;
  });
  api.openapi(stopRoute, async (c) => {
    return c.json(await stopTurn(c.var.ctx, c.req.valid("param").id), 200);
  });
}
