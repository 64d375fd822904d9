import { z } from "zod";
import { type CompletionEvent, completeChat, estimateMessage } from "#features/chat";
import { EstimateInput } from "#features/chat/schema";
import { microToPt } from "#core/money";
import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import { actorLabel, type Ctx } from "#platform/ctx";
import { type CompletionHead, collectCompletion, toCompletion } from "./completion-answer.ts";
import { CompletionDocument, completionExample } from "./completion-document.ts";
import {
  COMPLETION_BYTES_MAX,
  CompletionMessage,
  CompletionRequest,
  parseCompletion,
  textOfMessages,
} from "./completion-request.ts";
import { completionStream } from "./completion-stream.ts";
import { EstimateDocument, estimateExample, toEstimateDocument } from "./estimate-document.ts";

const tags = ["Chat"];

const chatProblems = [
  "idempotency-key-reused",
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
  "provider-failed",
] as const;

const completionRoute = apiRoute({
  method: "post",
  path: "/chat/completions",
  operationId: "createChatCompletion",
  summary: "Complete a chat",
  description:
    "Compatible with OpenAI's clients. Holds PT before the model is asked and settles what was used, once, whatever becomes of this connection. The answer says what it cost in `pt` and in the headers `x-pt-charged` and `x-pt-balance`; a stream says it in its last chunk. A failed answer is not charged. Tools, images and several answers at a time are refused; unknown members are ignored.",
  tags,
  scope: "chat",
  bodyBytesMax: COMPLETION_BYTES_MAX,
  request: {
    headers: z.object({
      "idempotency-key": z
        .string()
        .regex(/^[\x21-\x7e]{1,255}$/, "1 to 255 printable ASCII characters without spaces")
        .optional()
        .meta({
          description:
            "The same key within a day is the same completion: it is answered again and charged once",
          example: "completion-7f3a",
        }),
    }),
    body: jsonBody(CompletionRequest, {
      model: "selvedge-answerer",
      messages: [{ role: "user", content: "How do I top up PT?" }],
    }),
  },
  responses: {
    200: {
      description: "The completion; with `stream`, its chunks as server-sent events",
      headers: {
        "x-pt-charged": {
          description: "PT charged, exact decimal; not with `stream`",
          schema: { type: "string", maxLength: 40 },
        },
        "x-pt-balance": {
          description: "PT of the account afterwards; not with `stream`",
          schema: { type: "string", maxLength: 40 },
        },
        "x-pt-held": {
          description: "PT held while the answer is written",
          schema: { type: "string", maxLength: 40 },
        },
      },
      content: {
        "application/json": { schema: CompletionDocument, example: completionExample },
        "text/event-stream": { schema: z.string().max(100_000_000) },
      },
    },
  },
  problems: [...chatProblems],
});

const EstimateBody = EstimateInput.extend({
  text: EstimateInput.shape.text.optional(),
  messages: z.array(CompletionMessage).min(1).max(2_000).optional().meta({
    description: "Instead of `text`: the messages of a completion",
  }),
})
  .refine(({ text, messages }) => text !== undefined || messages !== undefined, {
    path: ["text"],
    message: "send a text or messages",
  })
  .meta({ id: "EstimateRequest" });

const estimateRoute = apiRoute({
  method: "post",
  path: "/chat/estimate",
  operationId: "estimateMessage",
  summary: "Estimate a message",
  description:
    "What a message would cost, from a short answer to the longest, and what would be held meanwhile. Sends, holds and writes nothing.",
  tags,
  scope: "chat",
  visitors: true,
  request: {
    body: jsonBody(EstimateBody, { text: "How do I top up PT?", model: "selvedge-answerer" }),
  },
  responses: { 200: jsonAnswer("The estimate", EstimateDocument, estimateExample) },
  problems: [
    "not-found",
    "model-unknown",
    "model-unpriced",
    "model-not-in-plan",
    "model-unavailable",
  ],
});

/** Two actors of one account never share a key. */
function clientIdOf({ actor }: Ctx, key: string | undefined): { clientId?: string } {
  return key === undefined ? {} : { clientId: `${actorLabel(actor)}:${key}` };
}

/** The first event, waited for so that a completion that fails at once has a proper status. */
async function readFirst(events: AsyncIterator<CompletionEvent>): Promise<CompletionEvent> {
  const next = await events.next();
  if (next.done === true) throw new Error("A completion ended without saying how");
  if (next.value.type === "failed") throw next.value.problem;
  return next.value;
}

export function registerCompletionRoutes(api: Api): void {
  api.openapi(completionRoute, async (c) => {
    const { ctx, requestId } = c.var;
    const { input, stream, includeUsage } = parseCompletion(c.req.valid("json"));
    const key = c.req.valid("header")["idempotency-key"];
    const completion = await completeChat(ctx, { ...input, ...clientIdOf(ctx, key) });
    const { completionId: id, model, heldMicroPt } = completion;
    const head: CompletionHead = { id, model, created: Math.floor(ctx.clock.now() / 1_000) };
    const held = { "x-pt-held": microToPt(heldMicroPt) };
    if (!stream) {
      const collected = await collectCompletion(completion.events);
      const { chargedMicroPt, balanceMicroPt } = collected.settled;
      return c.json(toCompletion(head, collected), 200, {
        ...held,
        "x-pt-charged": microToPt(chargedMicroPt),
        ...(balanceMicroPt === null ? {} : { "x-pt-balance": microToPt(balanceMicroPt) }),
      });
    }
    const events = completion.events[Symbol.asyncIterator]();
    const first = await readFirst(events);
    const site = { origin: ctx.origin, requestId };
    return c.body(completionStream({ head, events, first, includeUsage, site }), 200, {
      ...held,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    }) as never;
  });
  api.openapi(estimateRoute, async (c) => {
    const { text, messages, ...asked } = c.req.valid("json");
    const estimate = await estimateMessage(c.var.ctx, {
      ...asked,
      text: text ?? textOfMessages(messages ?? []),
    });
    return c.json(toEstimateDocument(estimate), 200);
  });
}
