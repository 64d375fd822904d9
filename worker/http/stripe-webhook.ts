import type { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { Problem } from "#core/problem";
import { receiveStripeEvent } from "#features/stripe-events";
import { createCtx } from "#platform/create-ctx";
import { readText } from "#platform/read-body";
import type { AppEnv } from "./app-env.ts";

const PATH = "/webhooks/stripe";
const BODY_BYTES_MAX = 1_000_000;

/** Nobody but Stripe reads this answer, thousands of times a minute; what is for browsers is left out. */
const ANSWER_HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** The body byte for byte. One whose length is known to be small needs no counting. */
async function readBody(request: Request): Promise<string> {
  const announced = Number(request.headers.get("content-length") ?? Number.NaN);
  return announced <= BODY_BYTES_MAX
    ? await request.text()
    : await readText(request, BODY_BYTES_MAX);
}

const takeEvent = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.method !== "POST") return await next();
  try {
    const body = await readBody(c.req.raw);
    const ctx = createCtx(c.env, {
      actor: { kind: "job", name: "stripe-webhook" },
      defer: (work) => c.executionCtx.waitUntil(work),
    });
    const { id } = await receiveStripeEvent(ctx, body, c.req.header("stripe-signature") ?? "");
    const headers = { ...ANSWER_HEADERS, "x-request-id": ctx.requestId };
    return Response.json({ received: id }, { headers });
  } catch (cause) {
    c.set("refusal", cause);
    await next();
  }
});

/**
 * Where Stripe posts its events. The signature is the only thing that counts: no session, no key and
 * no limit stand before it, not even the middlewares of everything else, and what is done with an
 * event comes after the answer. `first` is mounted before those middlewares; a refused event passes
 * on through them to `last`.
 */
export const stripeWebhook = {
  first(app: Hono<AppEnv>): void {
    app.use(PATH, takeEvent);
  },
  last(app: Hono<AppEnv>): void {
    app.post(PATH, (c) => {
      throw c.var.refusal;
    });
    app.all(PATH, () => {
      throw new Problem("method-not-allowed", {
        detail: "Stripe posts its events here; nothing else is allowed.",
        extensions: { allow: ["POST"] },
      });
    });
  },
};
