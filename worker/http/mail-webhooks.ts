import type { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { Problem } from "#core/problem";
import { receiveMailWebhook } from "#features/mail-webhooks";
import { isWebhookSender, WEBHOOK_BYTES_MAX } from "#features/mail-webhooks/schema";
import { createCtx } from "#platform/create-ctx";
import { flushOutbox } from "#platform/outbox";
import { readText } from "#platform/read-body";
import type { AppEnv } from "./app-env.ts";

const PATH = "/webhooks/mail/:sender";

/** Nobody but the service reads this answer; what is for browsers is left out. */
const ANSWER_HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

const takeWebhook = createMiddleware<AppEnv>(async (c, next) => {
  const sender = c.req.param("sender") ?? "";
  if (c.req.method !== "POST" || !isWebhookSender(sender)) return await next();
  try {
    const body = await readText(c.req.raw, WEBHOOK_BYTES_MAX);
    const ctx = createCtx(c.env, {
      actor: { kind: "job", name: `mail-webhook:${sender}` },
      defer: (work) => c.executionCtx.waitUntil(work),
    });
    const webhook = { body, headers: c.req.raw.headers };
    const answer = await receiveMailWebhook(ctx, sender, webhook);
    c.executionCtx.waitUntil(flushOutbox(ctx));
    const headers = { ...ANSWER_HEADERS, "x-request-id": ctx.requestId };
    return Response.json(answer, { headers });
  } catch (cause) {
    c.set("refusal", cause);
    await next();
  }
});

/**
 * Where mail services post what became of mails. The signature is the only thing that counts: no
 * session, no key and no limit stand before it. `first` is mounted before the middlewares of
 * everything else; a refused webhook passes on through them to `last`.
 */
export const mailWebhooks = {
  first(app: Hono<AppEnv>): void {
    app.use(PATH, takeWebhook);
  },
  last(app: Hono<AppEnv>): void {
    app.all(PATH, (c, next) => {
      if (!isWebhookSender(c.req.param("sender"))) return next();
      if (c.req.method === "POST") throw c.var.refusal;
      throw new Problem("method-not-allowed", {
        detail: "A mail service posts its events here; nothing else is allowed.",
        extensions: { allow: ["POST"] },
      });
    });
  },
};
