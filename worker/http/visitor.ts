import type { Hono } from "hono";
import { ensureVisitor } from "#features/visitors";
import { answerVisitor, estimateVisitor } from "#features/visitor-chat";
import { VisitorEstimate, VisitorMessage } from "#features/visitor-chat/schema";
import { readInput } from "#platform/read-body";
import type { AppEnv } from "./app-env.ts";
import { authenticate, rateLimitHeaders } from "./authenticate.ts";
import { editHeaders } from "./edit-headers.ts";
import { originCheck } from "./origin-check.ts";
import { renderProblem } from "./problems.ts";

const BODY_BYTES_MAX = 300_000;

/** Server-sent events, one JSON document each. */
function eventStream(events: AsyncGenerator<object>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await events.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(`data: ${JSON.stringify(next.value)}\n\n`));
    },
    async cancel() {
      await events.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  });
}

/** What the start page calls: with cookies only, and open to people without an account. */
export function mountVisitor(app: Hono<AppEnv>): void {
  app.use("/visitor/*", rateLimitHeaders, originCheck, authenticate);
  app.post("/visitor/estimate", async (c) => {
    return c.json(
      await estimateVisitor(c.var.ctx, await readInput(c.req.raw, VisitorEstimate, BODY_BYTES_MAX)),
    );
  });
  app.post("/visitor/messages", async (c) => {
    const input = await readInput(c.req.raw, VisitorMessage, BODY_BYTES_MAX);
    const { ctx, setCookies } = await ensureVisitor(c.var.ctx);
    let response: Response;
    try {
      response = eventStream(await answerVisitor(ctx, input));
    } catch (cause) {
      response = renderProblem(cause, c);
    }
    return editHeaders(response, (headers) => {
      for (const cookie of setCookies) headers.append("set-cookie", cookie);
    });
  });
}
