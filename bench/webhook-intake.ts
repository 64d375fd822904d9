import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { type Figure, median } from "./figure.ts";
import { bench, withProduct } from "./product.ts";

const SECRET = "whsec_of_this_measurement";
const CONNECTIONS = 16;
const ROUNDS = 5;
const ROUND_MS = 3_000;
const WARM_UP_MS = 1_500;
const TARGET = 0.7;

/** Verifies and stores, and nothing else: what no intake can do without. */
const bareScript = `
const secret = ${JSON.stringify(SECRET)};
const encoder = new TextEncoder();
export default {
  async fetch(request, env) {
    const body = await request.text();
    const header = request.headers.get("stripe-signature") ?? "";
    const seconds = Number(/t=(\\d+)/.exec(header)?.[1]);
    const signature = /v1=([0-9a-f]+)/.exec(header)?.[1] ?? "";
    if (!(Math.abs(Date.now() / 1000 - seconds) <= 300)) return new Response(null, { status: 400 });
    const key = await crypto.subtle.importKey(
      "raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"],
    );
    const isRight = await crypto.subtle.verify(
      "HMAC", key, Uint8Array.fromHex(signature), encoder.encode(seconds + "." + body),
    );
    if (!isRight) return new Response(null, { status: 400 });
    const event = JSON.parse(body);
    await env.DB.prepare(
      "INSERT INTO events (id, type, created, payload) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
    ).bind(event.id, event.type, event.created, body).run();
    return Response.json({ received: event.id });
  },
};`;

async function startBareIntake(home: string): Promise<{ url: string; close(): Promise<void> }> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: "bare",
      modules: [
        { type: "ESModule", path: join(import.meta.dirname, "bare.js"), contents: bareScript },
      ],
      modulesRoot: import.meta.dirname,
      compatibilityDate: "2026-10-01",
      d1Databases: { DB: "bare" },
      resourcePersistencePath: home,
      host: "127.0.0.1",
      cf: false,
    }),
  );
  const url = await miniflare.ready;
  const database = await miniflare.getD1Database("DB");
  await database.exec(
    "CREATE TABLE events (id TEXT PRIMARY KEY, type TEXT, created INTEGER, payload TEXT)",
  );
  return { url: url.origin, close: () => miniflare.dispose() };
}

/** An event of about 3 kB about a customer that is nobody's. */
function signedEvent(): { body: string; signature: string } {
  const id = randomUUID().replaceAll("-", "");
  const created = Math.floor(Date.now() / 1_000);
  const body = JSON.stringify({
    id: `evt_${id}`,
    object: "event",
    api_version: "2026-10-28.endive",
    created,
    livemode: false,
    pending_webhooks: 1,
    request: { id: `req_${id}`, idempotency_key: randomUUID() },
    type: "customer.updated",
    data: {
      object: {
        id: `cus_${id}`,
        object: "customer",
        created,
        email: `${id}@example.test`,
        metadata: Object.fromEntries(
          Array.from({ length: 20 }, (_none, index) => [`key-${index}`, "x".repeat(100)]),
        ),
      },
    },
  });
  const v1 = createHmac("sha256", SECRET).update(`${created}.${body}`).digest("hex");
  return { body, signature: `t=${created},v1=${v1}` };
}

interface Taken {
  perSecond: number;
  latenciesMs: number[];
}

/** Posts different events on 16 kept-alive connections for that long. */
async function postEvents(url: string, durationMs: number): Promise<Taken> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const latenciesMs: number[] = [];
  const post = ({ body, signature }: ReturnType<typeof signedEvent>) =>
    new Promise<void>((resolve, reject) => {
      const headers = {
        "content-type": "application/json; charset=utf-8",
        "content-length": Buffer.byteLength(body),
        "stripe-signature": signature,
      };
      request(url, { method: "POST", agent, headers }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${url}: ${answer.statusCode}`));
        answer.resume();
        answer.on("end", resolve);
      })
        .on("error", reject)
        .end(body);
    });
  const from = performance.now();
  const worker = async () => {
    while (performance.now() - from < durationMs) {
      const event = signedEvent();
      const sentAt = performance.now();
      await post(event);
      latenciesMs.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const perSecond = (latenciesMs.length * 1_000) / (performance.now() - from);
  agent.destroy();
  return { perSecond, latenciesMs };
}

/** A Stripe that knows nobody: what is done with the events costs it next to nothing. */
async function startEmptyStripe(): Promise<{ url: string; close(): void }> {
  const server = createServer((_request, response) => {
    response.writeHead(404, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ error: { type: "invalid_request_error", code: "resource_missing" } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

/** Events that the webhook of Stripe takes in per second, against a bare Worker, in turns. */
export async function measureWebhookIntake(): Promise<Figure[]> {
  const home = mkdtempSync(join(tmpdir(), "selvedge-bare-"));
  const stripe = await startEmptyStripe();
  const bare = await startBareIntake(home);
  try {
    return await withProduct(
      {
        STRIPE_SECRET_KEY: "sk_test_intake",
        STRIPE_WEBHOOK_SECRET: SECRET,
        STRIPE_API_BASE: stripe.url,
      },
      async (product) => {
        const url = `${product.url}/webhooks/stripe`;
        await postEvents(bare.url, WARM_UP_MS);
        await postEvents(url, WARM_UP_MS);
        const ours: number[] = [];
        const theirs: number[] = [];
        const latenciesMs: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          await bench(product, "drain", {});
          theirs.push((await postEvents(bare.url, ROUND_MS)).perSecond);
          const taken = await postEvents(url, ROUND_MS);
          ours.push(taken.perSecond);
          latenciesMs.push(...taken.latenciesMs);
        }
        const ratio = median(ours) / median(theirs);
        const slowest = latenciesMs.reduce((most, one) => Math.max(most, one), 0);
        return [
          {
            name: "webhook intake, events/s",
            value: median(ours).toFixed(0),
            baseline: `${median(theirs).toFixed(0)} bare Worker`,
            ratio: `${ratio.toFixed(2)}×`,
            target: `≥ ${TARGET}×`,
            ok: ratio >= TARGET,
          },
          {
            name: "webhook intake, slowest answer",
            value: `${slowest.toFixed(0)} ms`,
            baseline: "—",
            ratio: `median ${median(latenciesMs).toFixed(1)} ms`,
            target: "≤ 200 ms",
            ok: slowest <= 200,
          },
        ];
      },
    );
  } finally {
    await bare.close();
    stripe.close();
    rmSync(home, { recursive: true, force: true });
  }
}
