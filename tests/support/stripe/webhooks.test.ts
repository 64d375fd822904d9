import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Stripe } from "stripe";
import { afterEach, describe, expect, it } from "vitest";
import { openBench } from "./testing.ts";

interface Received {
  id: string;
  body: string;
  signature: string;
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A receiver that answers what it is told to. */
async function listen(answer: (received: Received, count: number) => number) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString("utf8");
    const signature = String(request.headers["stripe-signature"]);
    const one = { id: (JSON.parse(body) as { id: string }).id, body, signature };
    received.push(one);
    response.writeHead(answer(one, received.length));
    response.end("seen");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

describe("webhooks", () => {
  it("are signed with every secret in use, as Stripe's package verifies", async () => {
    const { stripe, control } = await openBench();
    const { url, received } = await listen(() => 200);
    await control.webhook({ url, secrets: ["whsec_old", "whsec_new"] });
    const customer = await stripe.customers.create({ name: "Ada" });
    const records = await control.deliveries();
    expect(records).toMatchObject([{ type: "customer.created", status: 200, attempt: 1 }]);
    for (const secret of ["whsec_old", "whsec_new"]) {
      const event = await Stripe.webhooks.constructEventAsync(
        received[0]?.body ?? "",
        received[0]?.signature ?? "",
        secret,
      );
      expect(event).toMatchObject({
        type: "customer.created",
        api_version: "2026-10-28.endive",
        data: { object: { id: customer.id, name: "Ada" } },
      });
    }
    const forged = Stripe.webhooks.constructEventAsync(
      received[0]?.body ?? "",
      received[0]?.signature ?? "",
      "whsec_other",
    );
    await expect(forged).rejects.toThrow("signature");
  });

  it("say what changed", async () => {
    const { stripe, control } = await openBench();
    const customer = await stripe.customers.create({ name: "Ada", metadata: { a: "1", b: "2" } });
    await stripe.customers.update(customer.id, { name: "Grace", metadata: { a: "3" } });
    await stripe.customers.update(customer.id, { name: "Grace" });
    const told = await control.events("customer.updated");
    expect(told.map(({ data }) => data.previous_attributes)).toEqual([
      { name: "Ada", metadata: { a: "1" } },
    ]);
  });

  it("are held until asked for, in any order, as often as wished, or dropped", async () => {
    const { stripe, control } = await openBench();
    const { url, received } = await listen(() => 200);
    await control.webhook({ url, mode: "held" });
    const made: string[] = [];
    for (let index = 0; index < 6; index++) {
      made.push((await stripe.customers.create({ name: `c${index}` })).id);
    }
    expect(received).toEqual([]);
    const events = (await control.events()).map(({ id }) => id);
    const drop = events.slice(0, 1);
    expect(await control.drop({ ids: drop })).toEqual(drop);
    await control.deliver({ order: "shuffled", seed: 7, times: 5, concurrency: 4 });
    const ids = received.map(({ id }) => id);
    expect(ids).toHaveLength(25);
    expect(new Set(ids)).toEqual(new Set(events.slice(1)));
    expect(ids.slice(0, 5)).not.toEqual(events.slice(1));
    expect(await control.deliver()).toEqual([]);
    const again = await control.deliver({ ids: events, order: "reversed" });
    expect(again.map(({ id }) => id)).toEqual(events.toReversed());
  });

  it("come again when they are not answered with 2xx, and stay held", async () => {
    const { stripe, control } = await openBench();
    const { url, received } = await listen((_, count) => (count < 2 ? 500 : 200));
    await control.webhook({ url, mode: "held" });
    await stripe.customers.create({});
    expect(await control.deliver()).toMatchObject([{ status: 500 }]);
    expect(await control.deliver()).toMatchObject([{ status: 200 }]);
    expect(await control.deliver()).toEqual([]);
    expect(received).toHaveLength(2);
  });

  it("reach registered endpoints with the secret that their making showed", async () => {
    const { stripe, control } = await openBench();
    const { url, received } = await listen(() => 200);
    const endpoint = await stripe.webhookEndpoints.create({
      url,
      enabled_events: ["product.created"],
    });
    await stripe.customers.create({});
    await stripe.products.create({ name: "Pro" });
    await control.deliveries();
    expect(received).toHaveLength(1);
    const event = await Stripe.webhooks.constructEventAsync(
      received[0]?.body ?? "",
      received[0]?.signature ?? "",
      endpoint.secret ?? "",
    );
    expect(event.type).toBe("product.created");
    expect((await stripe.webhookEndpoints.retrieve(endpoint.id)).secret).toBeUndefined();
  });
});
