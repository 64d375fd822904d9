import type { Hono } from "hono";
import { Problem } from "#core/problem";
import { receiveStripeEvent } from "#features/stripe-events";
import { readText } from "#platform/read-body";
import type { AppEnv } from "./app-env.ts";
import { openCtx } from "./authenticate.ts";

const BODY_BYTES_MAX = 1_000_000;

/**
 * Where Stripe posts its events. The signature is the only thing that counts: no session, no key and
 * no limit stand before it, and what is done with an event comes after the answer.
 */
export function mountStripeWebhook(app: Hono<AppEnv>): void {
  app.post("/webhooks/stripe", async (c) => {
    const body = await readText(c.req.raw, BODY_BYTES_MAX);
    const ctx = openCtx(c, { actor: { kind: "job", name: "stripe-webhook" } });
    const { id } = await receiveStripeEvent(ctx, body, c.req.header("stripe-signature") ?? "");
    return c.json({ received: id });
  });
  app.all("/webhooks/stripe", () => {
    throw new Problem("method-not-allowed", {
      detail: "Stripe posts its events here; nothing else is allowed.",
      extensions: { allow: ["POST"] },
    });
  });
}
