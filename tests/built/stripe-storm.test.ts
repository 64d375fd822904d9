import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stripe } from "stripe";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import {
  freePort,
  killProduct,
  type StartedProduct,
  startProduct,
} from "../support/serve-built.ts";
import { fakeControl, WEBHOOK_SECRET } from "../support/stripe/bench.ts";
import type { DeliveryOptions } from "../support/stripe/webhooks.ts";
import { Bench, type Person } from "./drill.ts";

const KEY = "sk_test_storm";
const PACK = { id: "pt-5000", pt: 5_000 };
/** Business begins without a trial, so its first invoice is paid at once. */
const PLAN = { slug: "business", pt: 159_000 };
/** Each event so often, in any order, so many at a time. */
const STORM: DeliveryOptions = { order: "shuffled", times: 5, concurrency: 20 };

/** The package that calls Stripe tries each call three times by itself, with pauses. */
const PATIENCE_MS = 120_000;

const home = mkdtempSync(join(tmpdir(), "selvedge-storm-"));
const fakeUrl = inject("fakeStripeUrl");
const fake = fakeControl(KEY, fakeUrl);
let environment: Record<string, string> = {};
let running: StartedProduct;
let bench: Bench;
let operator: Person;
let seed = 0;

async function start(): Promise<void> {
  running = await startProduct(home, environment);
  bench = new Bench(running.url);
}

beforeAll(async () => {
  environment = {
    PORT: String(await freePort()),
    STRIPE_API_BASE: fakeUrl,
    STRIPE_SECRET_KEY: KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  };
  await start();
  await fake.webhook({ url: `${running.url}/webhooks/stripe`, mode: "held" });
  operator = await bench.seed({ plan: undefined, grants: [], operator: true });
});

beforeEach(async () => {
  await fake.clearFaults();
  await fake.drop();
});

afterAll(async () => {
  await running.end("SIGTERM");
  rmSync(home, { recursive: true, force: true });
});

async function newcomer(): Promise<Person> {
  return await bench.seed({ plan: undefined, grants: [] });
}

async function created(
  person: Person,
  path: string,
  body: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { status, json, text } = await bench.api(person, "POST", path, body);
  expect(status, text).toBeLessThan(300);
  return json;
}

function sessionOf(url: unknown): string {
  const [id] = /cs_\w+/.exec(String(url)) ?? [];
  if (id === undefined) throw new Error(`No checkout in ${String(url)}`);
  return id;
}

/** Pays on Stripe's page; what Stripe tells of it is held. */
async function subscribe(person: Person): Promise<void> {
  const checkout = await created(person, "/billing/checkout", {
    plan: PLAN.slug,
    interval: "month",
  });
  await fake.payCheckout(sessionOf(checkout["url"]));
}

async function buyPack(person: Person): Promise<void> {
  const topup = await created(person, "/billing/top-ups", { packId: PACK.id, how: "checkout" });
  await fake.payCheckout(sessionOf(topup["url"]));
}

/** Sends what Stripe has told; every webhook is let in. */
async function storm(options: DeliveryOptions = STORM): Promise<void> {
  seed += 1;
  const sent = await fake.deliver({ seed, ...options });
  expect(sent.filter(({ status }) => status !== 200)).toEqual([]);
  await bench.drain();
}

/** The balance in whole PT after folding every entry from empty: all transactions sum to zero. */
async function balancePt(person: Person): Promise<number> {
  const { balanceMicroPt } = await bench.replayAtRest(person);
  return Number(balanceMicroPt / 1_000_000n);
}

async function billingOf(person: Person): Promise<Record<string, unknown>> {
  return (await bench.api(person, "GET", "/billing")).json;
}

async function eventsIn(state: string): Promise<Record<string, unknown>[]> {
  const path = `/admin/stripe-events?state=${state}&limit=100`;
  const { json } = await bench.api(operator, "GET", path);
  return json["items"] as Record<string, unknown>[];
}

/** The payment of the person's only pack. */
async function paymentOf(person: Person): Promise<string> {
  const { json } = await bench.api(operator, "GET", "/admin/payments?limit=100");
  const payments = json["items"] as { id: string; workspaceId: string }[];
  const payment = payments.find(({ workspaceId }) => workspaceId === person.workspaceId);
  if (payment === undefined) throw new Error("There is no payment");
  return payment.id;
}

async function giveBack(payment: string, amountMinor: number): Promise<void> {
  await created(operator, `/admin/payments/${payment}/refund`, {
    amountMinor,
    reason: "requested_by_customer",
  });
}

function stripe(): Stripe {
  const { hostname, port } = new URL(fakeUrl);
  return new Stripe(KEY, { host: hostname, port: Number(port), protocol: "http" });
}

test("every event five times, shuffled and at once, has each effect once", async () => {
  const person = await newcomer();
  await subscribe(person);
  await buyPack(person);
  await storm();
  expect(await balancePt(person)).toBe(PLAN.pt + PACK.pt);
  expect(await billingOf(person)).toMatchObject({ plan: PLAN.slug });
  const { kinds } = await bench.replayAtRest(person);
  expect(kinds["grant"]).toBe(2);
  await storm({ ...STORM, held: false });
  expect(await balancePt(person)).toBe(PLAN.pt + PACK.pt);
  expect(await eventsIn("parked")).toEqual([]);
});

test(
  "events that come while Stripe fails for two minutes are worked on afterwards",
  async () => {
    const person = await newcomer();
    await buyPack(person);
    await fake.fault({ path: "/v1/*", kind: "error", status: 500, times: 100_000 });
    await storm({ order: "created" });
    for (const seconds of [30, 60, 90, 120]) {
      await bench.clock(seconds * 1_000);
      await bench.drain();
    }
    const failed = await eventsIn("failed");
    expect(failed.length).toBeGreaterThan(0);
    expect(await balancePt(person)).toBe(0);
    await fake.clearFaults();
    await bench.clock(10 * 60_000);
    await bench.drain();
    await bench.clock(0);
    expect(await balancePt(person)).toBe(PACK.pt);
    expect(await eventsIn("failed")).toEqual([]);
    expect(await eventsIn("parked")).toEqual([]);
  },
  PATIENCE_MS,
);

test("a deletion that comes before the updates it follows is not undone by them", async () => {
  const person = await newcomer();
  await subscribe(person);
  await storm();
  const [subscription] = (await stripe().subscriptions.list({ limit: 1 })).data;
  const customer = subscription?.customer;
  if (typeof customer !== "string") throw new Error("There is no subscription");
  await stripe().customers.update(customer, { name: "Renamed before the end" });
  await stripe().subscriptions.update(subscription?.id ?? "", { metadata: { touched: "yes" } });
  await stripe().customers.del(customer);
  await storm({ order: "reversed", concurrency: 1 });
  expect(await billingOf(person)).toMatchObject({ plan: "free" });
  await storm({ ...STORM, held: false });
  expect(await billingOf(person)).toMatchObject({ plan: "free" });
  await bench.replayAtRest(person);
});

test("an invoice that comes before its subscription grants the plan's PT once", async () => {
  const person = await newcomer();
  await subscribe(person);
  await storm({ types: ["invoice.paid", "invoice.payment_succeeded"], order: "reversed" });
  expect(await balancePt(person)).toBe(PLAN.pt);
  await storm({ order: "reversed", times: 2 });
  expect(await balancePt(person)).toBe(PLAN.pt);
  expect(await billingOf(person)).toMatchObject({ plan: PLAN.slug });
});

test("a chargeback withdrawn and reinstated, then partial refunds: exact after each step", async () => {
  const person = await newcomer();
  await buyPack(person);
  await storm();
  expect(await balancePt(person)).toBe(PACK.pt);
  const payment = await paymentOf(person);
  const { amount } = await stripe().paymentIntents.retrieve(payment);

  const dispute = await fake.openDispute({ paymentIntent: payment });
  await storm();
  expect(await balancePt(person)).toBe(0);

  await fake.closeDispute(dispute.id, "won");
  await storm({ ...STORM, order: "reversed" });
  expect(await balancePt(person)).toBe(PACK.pt);

  let left = 1;
  for (const share of [0.2, 0.3, 0.5]) {
    await giveBack(payment, Math.round(amount * share));
    await storm();
    left -= share;
    expect(await balancePt(person)).toBe(Math.round(PACK.pt * left));
  }
  expect(await eventsIn("parked")).toEqual([]);
});

test(
  "a crash in the middle of a storm loses nothing and doubles nothing",
  async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => newcomer()));
    for (const person of people) await buyPack(person);
    const signed = await fake.sign({ order: "shuffled", seed: 7 });
    expect(signed.length).toBeGreaterThan(people.length);
    const post = async ({ body, signature }: (typeof signed)[number]): Promise<boolean> => {
      try {
        const headers = { "stripe-signature": signature, "content-type": "application/json" };
        const url = `${running.url}/webhooks/stripe`;
        return (await fetch(url, { method: "POST", headers, body })).status === 200;
      } catch {
        return false;
      }
    };
    const answered = signed.map(async (event, at) => {
      await new Promise((resolve) => setTimeout(resolve, at * 40));
      return { event, accepted: await post(event) };
    });
    await new Promise((resolve) => setTimeout(resolve, signed.length * 20));
    await killProduct(home, running);
    const first = await Promise.all(answered);
    await start();
    const again = first.filter(({ accepted }) => !accepted);
    expect(first.length - again.length).toBeGreaterThan(0);
    for (const { event } of again) expect(await post(event)).toBe(true);
    await bench.drain();
    for (const person of people) expect(await balancePt(person)).toBe(PACK.pt);
    expect(await eventsIn("received")).toEqual([]);
    expect(await eventsIn("processing")).toEqual([]);
  },
  PATIENCE_MS,
);
