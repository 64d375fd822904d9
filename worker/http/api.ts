import { Hono } from "hono";
import { accessLog } from "./access-log.ts";
import type { AppEnv } from "./app-env.ts";
import { authenticate, rateLimitHeaders } from "./authenticate.ts";
import { mountAvatars } from "./avatars.ts";
import { mountBench } from "./bench/mount.ts";
import { cors } from "./cors.ts";
import { mountFormPost } from "./form-post.ts";
import { mountLive } from "./live.ts";
import { mailWebhooks } from "./mail-webhooks.ts";
import { originCheck } from "./origin-check.ts";
import { notFound, renderProblem } from "./problems.ts";
import { createPublicApi } from "./public-api.ts";
import { readRest } from "./read-rest.ts";
import { requestId } from "./request-id.ts";
import { securityHeaders } from "./security-headers.ts";
import { stripeWebhook } from "./stripe-webhook.ts";
import { mountVisitor } from "./visitor.ts";

/** The document is large and rarely asked for: it is loaded with the first request for it. */
async function readOpenApiText(): Promise<string> {
  const { default: text } = await import("../../.generated/openapi.json?raw");
  return text;
}

/** Everything of the Worker but the pages, in the order in which a request passes through it. */
export function createApi(): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.onError((cause, c) => renderProblem(cause, c));
  app.notFound(notFound);

  stripeWebhook.first(app);
  mailWebhooks.first(app);
  app.use(requestId, accessLog, securityHeaders, readRest);
  app.get("/healthz", (c) => c.json({ ok: true }));
  mountAvatars(app);
  mountBench(app);
  stripeWebhook.last(app);
  mailWebhooks.last(app);

  mountFormPost(app);
  mountLive(app);
  mountVisitor(app);
  app.use("/api/v1/*", cors, rateLimitHeaders, originCheck, authenticate);
  app.route("/api/v1", createPublicApi(readOpenApiText));
  app.all("/api/*", notFound);
  return app;
}
