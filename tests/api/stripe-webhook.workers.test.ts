import { env } from "cloudflare:workers";
import { Stripe } from "stripe";
import { expect, test } from "vitest";
import { call, expectProblem } from "../support/api.ts";

const SECRET = "whsec_of_the_pipeline";

// Read with the other settings, at the first request of this file.
Object.assign(env, { STRIPE_SECRET_KEY: "sk_test_pipeline", STRIPE_WEBHOOK_SECRET: SECRET });

const event = (id: string) =>
  JSON.stringify({
    id,
    object: "event",
    created: Math.floor(Date.now() / 1_000),
    livemode: false,
    type: "product.updated",
    data: { object: { object: "product", id: "prod_1" } },
  });

async function post(body: string, secret = SECRET) {
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload: body,
    secret,
    cryptoProvider: Stripe.createSubtleCryptoProvider(),
  });
  return await call("/webhooks/stripe", { body, headers: { "stripe-signature": signature } });
}

test("a signed event is answered with 200 and its id", async () => {
  const answer = await post(event("evt_pipeline_1"));
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json).toEqual({ received: "evt_pipeline_1" });
  expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("set-cookie")).toBeNull();
});

test("a wrong signature, and none, are refused as problems", async () => {
  expectProblem(await post(event("evt_pipeline_2"), "whsec_other"), "signature-invalid", 400);
  expectProblem(
    await call("/webhooks/stripe", { body: event("evt_pipeline_2") }),
    "signature-invalid",
    400,
  );
});

test("a body above one megabyte is refused before it is read", async () => {
  const answer = await post("x".repeat(1_000_001));
  expectProblem(answer, "body-too-large", 413);
});

test("only POST is allowed", async () => {
  for (const method of ["GET", "PUT", "DELETE"]) {
    const answer = await call("/webhooks/stripe", { method });
    expectProblem(answer, "method-not-allowed", 405);
    expect(answer.headers.get("allow")).toBe("POST");
  }
});
