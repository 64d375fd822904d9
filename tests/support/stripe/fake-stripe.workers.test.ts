import { Stripe } from "stripe";
import { describe, expect, it } from "vitest";
import { fakeControl, stripeSettings } from "./bench.ts";

describe("the stand-in of Stripe, from inside workerd", () => {
  it("answers the real client and its controls", async () => {
    const { secretKey, apiBase } = stripeSettings("workerd");
    const { hostname, port } = new URL(apiBase);
    const stripe = new Stripe(secretKey, {
      httpClient: Stripe.createFetchHttpClient(),
      host: hostname,
      port: Number(port),
      protocol: "http",
    });
    const customer = await stripe.customers.create({ email: "a@example.com" });
    expect(customer.id).toMatch(/^cus_/);
    expect(await fakeControl(secretKey).events("customer.created")).toHaveLength(1);
    const signed = await fakeControl(secretKey).sign();
    expect(signed.map(({ type }) => type)).toEqual(["customer.created"]);
  });
});
