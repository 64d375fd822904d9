import { describe, expect, it } from "vitest";
import { idIn, makeCustomer, makePrice, openBench, subscribe, type Bench } from "./testing.ts";

async function post({ call }: Bench, url: string, fields: Record<string, string>) {
  const response = await call(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  });
  return {
    status: response.status,
    to: response.headers.get("location"),
    html: await response.text(),
  };
}

async function topUp({ stripe }: Bench, customer: string) {
  return await stripe.checkout.sessions.create({
    mode: "payment",
    customer,
    line_items: [
      {
        quantity: 1,
        price_data: { currency: "usd", unit_amount: 1000, product_data: { name: "PT" } },
      },
    ],
    success_url: "https://app.test/ok?session={CHECKOUT_SESSION_ID}",
    cancel_url: "https://app.test/no",
    allow_promotion_codes: true,
    payment_intent_data: { setup_future_usage: "off_session", metadata: { topup: "top_1" } },
  });
}

describe("the checkout page", () => {
  it("shows the amounts, lets a refused card try again, and leads back", async () => {
    const bench = await openBench();
    const { stripe, call } = bench;
    const { id } = await stripe.customers.create({ email: "a@example.com" });
    const session = await topUp(bench, id);
    const url = session.url ?? "";
    const html = await (await call(url)).text();
    expect(html).toContain("$10.00");
    expect(html).toContain('href="https://app.test/no"');
    const refused = await post(bench, url, { card: "declined" });
    expect(refused.html).toContain("Your card was declined.");
    const paid = await post(bench, url, { card: "ok", name: "Ada" });
    expect(paid).toMatchObject({ status: 303, to: `https://app.test/ok?session=${session.id}` });
    const after = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent"],
    });
    expect(after).toMatchObject({
      status: "complete",
      payment_status: "paid",
      payment_intent: { status: "succeeded", metadata: { topup: "top_1" } },
    });
    expect((await stripe.customers.listPaymentMethods(id)).data).toHaveLength(1);
    expect((await call(url)).status).toBe(200);
  });

  it("asks the holder when the card wants it", async () => {
    const bench = await openBench();
    const { stripe } = bench;
    const { id } = await stripe.customers.create({ email: "a@example.com" });
    const session = await topUp(bench, id);
    const asked = await post(bench, session.url ?? "", { card: "authentication_required" });
    expect(asked.html).toContain("Confirm it is you");
    const card = /name="card" value="(pm_[^"]+)"/.exec(asked.html)?.[1] ?? "";
    const paid = await post(bench, session.url ?? "", { card, confirmed: "yes" });
    expect(paid.status).toBe(303);
  });

  it("takes a promotion code once", async () => {
    const bench = await openBench();
    const { stripe } = bench;
    const coupon = await stripe.coupons.create({ amount_off: 300, currency: "usd" });
    await stripe.promotionCodes.create({
      promotion: { type: "coupon", coupon: coupon.id },
      code: "LESS",
      max_redemptions: 1,
    });
    const { id } = await stripe.customers.create({ email: "a@example.com" });
    const session = await topUp(bench, id);
    const wrong = await post(bench, session.url ?? "", { card: "ok", code: "NONE" });
    expect(wrong.html).toContain("This code is invalid.");
    await post(bench, session.url ?? "", { card: "ok", code: "less" });
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      amount_total: 700,
      total_details: { amount_discount: 300 },
    });
    expect(await stripe.coupons.retrieve(coupon.id)).toMatchObject({ times_redeemed: 1 });
  });

  it("expires after its time", async () => {
    const bench = await openBench();
    const { stripe, control, call } = bench;
    const { id } = await stripe.customers.create({ email: "a@example.com" });
    const session = await topUp(bench, id);
    await control.advance(86_400_000);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("expired");
    expect((await call(session.url ?? `http://stripe.test/c/pay/${session.id}`)).status).toBe(410);
  });

  it("keeps a tax id and an address, and shows who sells", async () => {
    const bench = await openBench();
    const { stripe, call } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { id } = await stripe.customers.create({
      email: "a@example.com",
      invoice_settings: { footer: "Thank you" },
    });
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      customer: id,
      line_items: [{ price: pro.id, quantity: 1 }],
      success_url: "https://app.test/ok",
      automatic_tax: { enabled: true },
      tax_id_collection: { enabled: true },
      customer_update: { address: "auto", name: "auto" },
      branding_settings: { display_name: "Selvedge GmbH" },
    });
    expect(await (await call(session.url ?? "")).text()).toContain("Selvedge GmbH");
    await post(bench, session.url ?? "", {
      card: "ok",
      name: "Ada",
      country: "DE",
      tax_id: "DE123456789",
    });
    const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ["invoice"] });
    expect(after).toMatchObject({
      amount_total: 5880,
      customer_details: {
        name: "Ada",
        address: { country: "DE" },
        tax_ids: [{ type: "eu_vat", value: "DE123456789" }],
      },
      invoice: {
        footer: "Thank you",
        customer_name: "Ada",
        customer_tax_ids: [{ type: "eu_vat", value: "DE123456789" }],
        total_taxes: [{ amount: 980 }],
      },
    });
  });

  it("sets up a card without a payment", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const { id } = await stripe.customers.create({ email: "a@example.com" });
    const session = await stripe.checkout.sessions.create({
      mode: "setup",
      currency: "usd",
      customer: id,
      success_url: "https://app.test/ok",
    });
    await control.payCheckout(session.id);
    const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ["setup_intent"] });
    expect(after).toMatchObject({
      payment_status: "no_payment_required",
      setup_intent: { status: "succeeded", customer: id },
    });
  });

  it("brings an invoice for a payment when that is wished", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const customer = await makeCustomer(bench);
    const session = await stripe.checkout.sessions.create({
      mode: "payment",
      customer: customer.id,
      line_items: [
        {
          quantity: 2,
          price_data: { currency: "usd", unit_amount: 1000, product_data: { name: "PT" } },
        },
      ],
      success_url: "https://app.test/ok",
      automatic_tax: { enabled: true },
      customer_update: { address: "auto" },
      invoice_creation: { enabled: true, invoice_data: { metadata: { topup: "top_1" } } },
      payment_intent_data: { metadata: { topup: "top_1" } },
    });
    expect(session).toMatchObject({ amount_total: 2400, total_details: { amount_tax: 400 } });
    await control.payCheckout(session.id);
    const after = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["invoice", "payment_intent"],
    });
    expect(after).toMatchObject({
      invoice: { status: "paid", total: 2400, metadata: { topup: "top_1" } },
      payment_intent: { amount_received: 2400, metadata: { topup: "top_1" } },
    });
  });
});

describe("the portal", () => {
  it("changes cards and cancels and keeps a subscription", async () => {
    const bench = await openBench();
    const { stripe, call } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { customer, subscription } = await subscribe(bench, pro.id);
    const enabled = { enabled: true };
    await stripe.billingPortal.configurations.create({
      features: {
        invoice_history: enabled,
        payment_method_update: enabled,
        subscription_cancel: { enabled: true, mode: "at_period_end" },
      },
    });
    const session = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: "https://app.test/billing",
    });
    const html = await (await call(session.url)).text();
    expect(html).toContain("visa ending in 4242 (default)");
    expect(html).toContain('href="https://app.test/billing"');
    await post(bench, session.url, { cancel: subscription.id });
    const canceled = await stripe.subscriptions.retrieve(subscription.id);
    expect(canceled.cancel_at_period_end).toBe(true);
    await post(bench, session.url, { resume: subscription.id });
    const kept = await stripe.subscriptions.retrieve(subscription.id);
    expect(kept).toMatchObject({ cancel_at_period_end: false, cancel_at: null });
    await post(bench, session.url, { add: "ok" });
    const [added] = (await stripe.customers.listPaymentMethods(customer.id)).data;
    const owner = await stripe.customers.retrieve(customer.id);
    expect(owner).toMatchObject({ invoice_settings: { default_payment_method: added?.id } });
  });

  it("follows a deep link and leads back when it is done", async () => {
    const bench = await openBench();
    const { stripe } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { customer, subscription } = await subscribe(bench, pro.id);
    await stripe.billingPortal.configurations.create({
      features: { subscription_cancel: { enabled: true } },
    });
    const session = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      flow_data: {
        type: "subscription_cancel",
        subscription_cancel: { subscription: subscription.id },
        after_completion: { type: "redirect", redirect: { return_url: "https://app.test/gone" } },
      },
    });
    const done = await post(bench, session.url, { cancel: subscription.id });
    expect(done).toMatchObject({ status: 303, to: "https://app.test/gone" });
  });
});

describe("an invoice's page", () => {
  it("takes the payment of an open invoice and gives a PDF", async () => {
    const bench = await openBench();
    const { stripe, call } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const customer = await stripe.customers.create({ email: "a@example.com" });
    const { latest_invoice: invoice } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: pro.id }],
      payment_behavior: "default_incomplete",
    });
    const open = await stripe.invoices.retrieve(idIn(invoice));
    await post(bench, open.hosted_invoice_url ?? "", { card: "ok" });
    expect(await stripe.invoices.retrieve(idIn(invoice))).toMatchObject({ status: "paid" });
    const pdf = await call(open.invoice_pdf ?? "");
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
  });
});
