import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { freePort, type StartedProduct, startProduct } from "../support/serve-built.ts";
import { fakeControl, WEBHOOK_SECRET } from "../support/stripe/bench.ts";
import { receiverOf, startWebhookReceiver } from "../support/webhook-receiver.ts";
import { Bench, expectProblem, type Person, until } from "./drill.ts";

const KEY = "sk_test_webhooks";
const home = mkdtempSync(join(tmpdir(), "selvedge-webhooks-"));
const strictHome = mkdtempSync(join(tmpdir(), "selvedge-webhooks-"));
let environment: Record<string, string> = {};
let receivers: Awaited<ReturnType<typeof startWebhookReceiver>>;
let running: StartedProduct;
let bench: Bench;
let made = 0;

async function start(): Promise<void> {
  running = await startProduct(home, environment);
  bench = new Bench(running.url);
}

beforeAll(async () => {
  receivers = await startWebhookReceiver();
  environment = {
    PORT: String(await freePort()),
    WEBHOOK_PRIVATE_HOSTS: "1",
    STRIPE_API_BASE: inject("fakeStripeUrl"),
    STRIPE_SECRET_KEY: KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  };
  await start();
});

afterAll(async () => {
  await running.end("SIGTERM");
  await receivers.close();
  rmSync(home, { recursive: true, force: true });
  rmSync(strictHome, { recursive: true, force: true });
});

async function newEndpoint(person: Person) {
  made += 1;
  const receiver = receiverOf(receivers.url, `built-${made}`);
  const { status, json, text } = await bench.api(person, "POST", "/webhook-endpoints", {
    url: receiver.url,
    types: ["topup.succeeded"],
  });
  expect(status, text).toBe(201);
  const { endpoint, secret } = json as { endpoint: { id: string }; secret: string };
  return { receiver, secret, path: `/webhook-endpoints/${endpoint.id}` };
}

async function newcomer(): Promise<Person> {
  return await bench.seed({ plan: undefined, grants: [] });
}

/** Buys a pack; what Stripe tells of it comes at once. */
async function buyPack(person: Person): Promise<void> {
  const fake = fakeControl(KEY, inject("fakeStripeUrl"));
  await fake.webhook({ url: `${running.url}/webhooks/stripe` });
  const { json } = await bench.api(person, "POST", "/billing/top-ups", {
    packId: "pt-5000",
    how: "checkout",
  });
  const [session = ""] = /cs_\w+/.exec(String(json["url"])) ?? [];
  await fake.payCheckout(session);
}

test("what happens to money reaches the workspace's own system, signed, once", async () => {
  const person = await newcomer();
  const { receiver, secret } = await newEndpoint(person);
  await buyPack(person);
  const [request] = await until(receiver.received, (all) => all.length > 0);
  await bench.drain();
  expect(await receiver.received()).toHaveLength(1);
  const { body = "", headers = {} } = request ?? {};
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({
    type: "topup.succeeded",
    timestamp: expect.any(String),
    data: expect.any(Object),
  });
});

test("a receiver that fails is tried again as time passes, until it takes the message", async () => {
  const person = await newcomer();
  const { receiver, path } = await newEndpoint(person);
  await receiver.behave({ kind: "status", statuses: [500, 502, 503, 204] });
  await buyPack(person);
  await until(receiver.received, (all) => all.length > 0);
  await bench.drain();
  for (const minutes of [6, 40, 200]) {
    await bench.clock(minutes * 60_000);
    await bench.drain();
  }
  await bench.clock(0);
  const { json } = await bench.api(person, "GET", `${path}/deliveries`);
  expect(json["items"]).toMatchObject([{ state: "succeeded", tries: 4, lastStatus: 204 }]);
});

test("a receiver that stalls is given up after 15 seconds, one that trickles as well", async () => {
  const person = await newcomer();
  const kinds = ["stall", "trickle"] as const;
  const outcomes = kinds.map(async (kind) => {
    const { receiver, path } = await newEndpoint(person);
    await receiver.behave({ kind });
    return (await bench.api(person, "POST", `${path}/test`)).json;
  });
  for (const outcome of await Promise.all(outcomes)) {
    expect(outcome).toMatchObject({ state: "failed", attempts: [{ failure: "timeout" }] });
    const [{ durationMs }] = outcome["attempts"] as [{ durationMs: number }];
    expect(durationMs).toBeGreaterThan(14_000);
    expect(durationMs).toBeLessThan(20_000);
  }
}, 60_000);

test("an attempt that a crash cut off is made again after the start", async () => {
  const person = await newcomer();
  const { receiver } = await newEndpoint(person);
  await receiver.behave({ kind: "stall" });
  await buyPack(person);
  await until(receiver.received, (all) => all.length === 1);
  const { pids } = JSON.parse(readFileSync(join(home, "server.json"), "utf8")) as {
    pids: number[];
  };
  for (const pid of pids) process.kill(pid, "SIGKILL");
  await running.end("SIGKILL");
  await receiver.behave({ kind: "status", statuses: [204] });
  await start();
  await bench.drain();
  const all = await receiver.received();
  expect(all).toHaveLength(2);
  expect(new Set(all.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
}, 60_000);

test("without leave for private hosts no address inside is let through or reached", async () => {
  const strict = await startProduct(strictHome, {
    DNS_OVER_HTTPS_URL: `${receivers.url}/dns-query`,
  });
  try {
    const outside = new Bench(strict.url);
    const person = await outside.seed({ plan: undefined, grants: [] });
    const urls = [
      receivers.url,
      "https://localhost/",
      "https://127.0.0.1/",
      "https://2130706433/",
      "https://[::ffff:127.0.0.1]/",
      "https://169.254.169.254/latest/meta-data/",
      "https://a-10-0-0-7.names.selvedge.dev/",
      "https://aaaa-fe80-0-0-0-0-0-0-1.names.selvedge.dev/",
      "https://a-93-184-216-34.a-127-0-0-1.names.selvedge.dev/",
    ];
    for (const url of urls) {
      const answer = await outside.api(person, "POST", "/webhook-endpoints", { url });
      expectProblem(answer, 422);
      expect(answer.json["slug"], url).toBe("url-refused");
    }
    const url = "https://a-93-184-216-34.names.selvedge.dev/in";
    const { json } = await outside.api(person, "POST", "/webhook-endpoints", { url });
    const { id } = json["endpoint"] as { id: string };
    const tested = await outside.api(person, "POST", `/webhook-endpoints/${id}/test`);
    expect(tested.json).toMatchObject({ state: "failed", lastFailure: "connection" });
  } finally {
    await strict.end("SIGTERM");
  }
}, 90_000);
