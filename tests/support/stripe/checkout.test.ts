import { describe, expect, it } from "vitest";
import { makePrice, openBench } from "./testing.ts";

describe("a checkout session", () => {
  it("becomes a running subscription with a paid invoice", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const price = await makePrice(bench, "Pro", 4900);
    const customer = await stripe.customers.create({ email: "ada@example.com" });
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      customer: customer.id,
      line_items: [{ price: price.id, quantity: 1 }],
      success_url: "https://app.test/done?session={CHECKOUT_SESSION_ID}",
      subscription_data: { metadata: { workspace: "w1" } },
    });
    expect(session.amount_total).toBe(4900);
    const paid = await control.payCheckout(session.id);
    expect(paid.url).toBe(`https://app.test/done?session=${session.id}`);
    const after = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["subscription.latest_invoice.payments", "line_items"],
    });
    expect(after).toMatchObject({
      status: "complete",
      payment_status: "paid",
      line_items: { data: [{ description: "Pro", amount_total: 4900 }] },
      subscription: {
        status: "active",
        metadata: { workspace: "w1" },
        latest_invoice: {
          status: "paid",
          total: 4900,
          billing_reason: "subscription_create",
          lines: { data: [{ amount: 4900, period: {} }] },
          payments: { data: [{ status: "paid", amount_paid: 4900 }] },
        },
      },
    });
    const types = (await control.events()).map(({ type }) => type);
    expect(types).toEqual([
      "product.created",
      "price.created",
      "customer.created",
      "payment_method.attached",
      "customer.subscription.created",
      "invoice.created",
      "invoice.finalized",
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice_payment.paid",
      "customer.subscription.updated",
      "invoice.paid",
      "invoice.payment_succeeded",
      "checkout.session.completed",
    ]);
  });
});
