import { describe, expect, it } from "vitest";
import { makeCustomer, makePrice, openBench, START_S } from "./testing.ts";

describe("the protocol", () => {
  it("refuses what Stripe does not know, in Stripe's words", async () => {
    const bench = await openBench();
    const { call } = bench;
    const post = async (path: string, body: string) => {
      const response = await call(`http://stripe.test/v1/${path}`, {
        method: "POST",
        headers: {
          authorization: "Bearer sk_test_bench",
          "content-type": "application/x-www-form-urlencoded",
        },
        body,
      });
      return [response.status, await response.json()];
    };
    const invalid = (param: string, code: string) => ({
      error: { type: "invalid_request_error", param, code, message: expect.any(String) },
    });
    expect(await post("customers", "emial=a")).toMatchObject([
      400,
      invalid("emial", "parameter_unknown"),
    ]);
    expect(await post("customers", "invoice_settings[x]=1")).toMatchObject([
      400,
      invalid("invoice_settings[x]", "parameter_unknown"),
    ]);
    expect(await post("payment_intents", "currency=usd")).toMatchObject([
      400,
      invalid("amount", "parameter_missing"),
    ]);
    expect(await post("payment_intents", "currency=usd&amount=ten")).toMatchObject([
      400,
      invalid("amount", "parameter_invalid_integer"),
    ]);
    expect(await post("products", "name=")).toMatchObject([
      400,
      invalid("name", "parameter_invalid_empty"),
    ]);
    expect(await post("subscriptions", "customer=cus_no&items[0][price]=p")).toMatchObject([
      400,
      invalid("customer", "resource_missing"),
    ]);
    expect(await post("nothing", "")).toMatchObject([
      404,
      { error: { type: "invalid_request_error" } },
    ]);
  });

  it("answers 404 with an error for what is not there, and tells of deleted customers", async () => {
    const bench = await openBench();
    const { stripe } = bench;
    await expect(stripe.invoices.retrieve("in_none")).rejects.toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      param: "id",
      message: "No such invoice: 'in_none'",
    });
    const customer = await makeCustomer(bench);
    await stripe.customers.del(customer.id);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
  });

  it("refuses a key that is none", async () => {
    const { call } = await openBench();
    const ask = (authorization?: string) =>
      call("http://stripe.test/v1/customers", {
        headers: authorization === undefined ? {} : { authorization },
      });
    expect((await ask()).status).toBe(401);
    expect((await ask("Bearer sk_test_invalid_1")).status).toBe(401);
    expect((await ask("Bearer sk_test_other")).status).toBe(200);
  });

  it("does a call once for one idempotency key", async () => {
    const bench = await openBench();
    const { stripe, control, fake } = bench;
    const replayed: (string | null)[] = [];
    const handle = fake.handle.bind(fake);
    fake.handle = async (request) => {
      const response = await handle(request);
      const isApi = new URL(request.url).pathname.startsWith("/v1/");
      if (isApi) replayed.push(response.headers.get("idempotent-replayed"));
      return response;
    };
    const options = { idempotencyKey: "topup-1" };
    const first = await stripe.customers.create({ email: "a@example.com" }, options);
    const second = await stripe.customers.create({ email: "a@example.com" }, options);
    expect(second.id).toBe(first.id);
    expect(replayed).toEqual([null, "true"]);
    expect(await control.events("customer.created")).toHaveLength(1);
    await expect(
      stripe.customers.create({ email: "b@example.com" }, options),
    ).rejects.toMatchObject({ type: "StripeIdempotencyError", statusCode: 400 });
  });

  it("repeats a refused payment under its key, but not a malformed call", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const customer = await makeCustomer(bench);
    const card = await control.setCard(customer.id, "declined");
    const sent = {
      amount: 500,
      currency: "usd",
      customer: customer.id,
      payment_method: card.id,
      confirm: true,
    };
    const pay = () => stripe.paymentIntents.create(sent, { idempotencyKey: "pay-1" });
    await expect(pay()).rejects.toMatchObject({ code: "card_declined" });
    await control.setCard(customer.id, "ok");
    await expect(pay()).rejects.toMatchObject({ code: "card_declined" });
    expect(await control.events("payment_intent.created")).toHaveLength(1);
    const keyed = { idempotencyKey: "new-1" };
    const bad = stripe.paymentIntents.create({ amount: 10, currency: "usd" }, keyed);
    await expect(bad).rejects.toMatchObject({ code: "amount_too_small" });
    const good = await stripe.paymentIntents.create({ amount: 100, currency: "usd" }, keyed);
    expect(good.amount).toBe(100);
  });

  it("lists pages newest first, by cursor and by time", async () => {
    const { stripe, control } = await openBench();
    for (let index = 0; index < 25; index++) {
      await control.advance(1_000);
      await stripe.customers.create({ name: `c${index}` });
    }
    const names: string[] = [];
    for await (const { name } of stripe.customers.list({ limit: 10 })) names.push(name ?? "");
    expect(names).toEqual(Array.from({ length: 25 }, (_, index) => `c${24 - index}`));
    const some = await stripe.customers.list({
      created: { gt: START_S + 5, lte: START_S + 8 },
    });
    expect(some.data.map(({ name }) => name)).toEqual(["c7", "c6", "c5"]);
    expect(some.has_more).toBe(false);
  });

  it("shows some things only when they are asked for", async () => {
    const bench = await openBench();
    const { stripe } = bench;
    const price = await makePrice(bench, "Pro", 4900);
    expect(price.currency_options).toBeUndefined();
    const found = await stripe.prices.list({
      lookup_keys: ["Pro-month"],
      expand: ["data.currency_options", "data.product"],
    });
    expect(found.data[0]?.currency_options?.eur?.unit_amount).toBe(4900);
    expect(found.data[0]?.product).toMatchObject({ name: "Pro" });
    await expect(
      stripe.prices.retrieve(price.id, { expand: ["nickname.x"] }),
    ).resolves.toBeDefined();
    await expect(stripe.prices.retrieve(price.id, { expand: ["nonsense"] })).rejects.toThrow(
      "This property cannot be expanded (nonsense)",
    );
  });

  it("keeps keys apart and is the same again for the same calls", async () => {
    const run = async () => {
      const bench = await openBench("sk_test_same");
      const { stripe, control } = bench;
      const price = await makePrice(bench, "Pro", 4900);
      const customer = await makeCustomer(bench);
      await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
      const events = await control.events();
      return events.map(({ request: _request, ...event }) => event);
    };
    const [first, second] = [await run(), await run()];
    expect(second).toEqual(first);
    const other = await openBench("sk_test_other");
    expect((await other.stripe.customers.list()).data).toEqual([]);
    expect((await makeCustomer(other)).id).not.toBe(first[2]?.data.object.id);
  });

  it("fails on demand: before the work, after it, and for a while", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    await control.fault({
      path: "/v1/customers",
      kind: "error",
      status: 429,
      retryAfterSeconds: 2,
    });
    await expect(stripe.customers.create({})).rejects.toMatchObject({
      type: "StripeRateLimitError",
      headers: { "retry-after": "2" },
    });
    await control.fault({ path: "/v1/customers", kind: "error", status: 500, times: 2 });
    for (let times = 0; times < 2; times++) {
      await expect(stripe.customers.create({})).rejects.toMatchObject({ statusCode: 500 });
    }
    await control.fault({ path: "/v1/customers", kind: "lost-reply" });
    const keyed = { idempotencyKey: "k" };
    await expect(stripe.customers.create({}, keyed)).rejects.toMatchObject({
      type: "StripeConnectionError",
    });
    await stripe.customers.create({}, keyed);
    expect(await control.events("customer.created")).toHaveLength(1);
    const seen = await control.requests();
    expect(seen.map(({ status }) => status)).toEqual([429, 500, 500, 200, 200]);
    expect(seen.at(-1)?.idempotencyKey).toBe("k");
  });
});
