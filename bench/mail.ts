import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { StartedProduct } from "../tests/support/serve-built.ts";
import { type SmtpStandIn, startSmtp } from "../tests/support/smtp/serve.ts";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { applyMigrations } from "../scripts/migrations.ts";
import { builtWorker } from "../scripts/serve-product.ts";
import { type Figure, median, percentile } from "./figure.ts";
import { measureHeap } from "./heap-meter.ts";
import { bench, withProduct } from "./product.ts";

const MAILS = 1_000;
const ROUNDS = 3;
const CONNECTIONS = 8;
const SMTP_TARGET = 0.5;

const INTENTS = 100_000;
const INSERTED_AT_ONCE = 10_000;
const MEGABYTE = 1_000_000;
const GROWTH_MB_MAX = 4;
const DRAIN_MS_MAX = 15 * 60_000;
/** Whoever looks at a page meanwhile is answered. */
const PAGE_MS_MAX = 1_000;

interface Asked {
  asked: number;
}

interface Counted {
  states: Record<string, number>;
}

/** A product that answers at a place. */
type Reached = Pick<StartedProduct, "url">;

async function counts(product: Reached): Promise<Counted["states"]> {
  const answer = await fetch(`${product.url}/__bench/mails`);
  return (await answer.json<Counted>()).states;
}

async function waitUntilSent(product: Reached, sent: number): Promise<void> {
  for (;;) {
    const states = await counts(product);
    if ((states["sent"] ?? 0) >= sent) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits until the server has taken so many of ours; asking the product would be work for it. */
async function waitUntilTaken({ captured }: SmtpStandIn, ours: number): Promise<void> {
  while (captured.filter(isOurs).length < ours) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isOurs({ to }: { to: string }): boolean {
  return !to.startsWith("bare-");
}

/** The same messages by a pooled client that keeps nothing and asks nobody, over as many connections. */
async function sendBare(port: number, mails: number, raw: string): Promise<number> {
  const transport = createTransport({
    host: "127.0.0.1",
    port,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
  });
  const from = performance.now();
  await Promise.all(
    Array.from({ length: mails }, async (_none, index) => {
      const envelope = { from: "no-reply@shop.test", to: `bare-${index}@example.test` };
      await transport.sendMail({ envelope, raw });
    }),
  );
  const perSecond = (mails * 1_000) / (performance.now() - from);
  transport.close();
  return perSecond;
}

/** Mails per second through the queue, the database and SMTP, against the bare client, in turns. */
export async function measureMail(): Promise<Figure[]> {
  const server = await startSmtp();
  const settings = {
    MAIL_TRANSPORT: "smtp",
    SMTP_URL: server.url,
    MAIL_FROM: "Selvedge <no-reply@shop.test>",
    MAIL_PER_SECOND: "1000000",
    MAIL_DOMAIN_PER_MINUTE: "1000000",
  };
  try {
    return await withProduct(settings, async (product) => {
      const ours: number[] = [];
      const bare: number[] = [];
      await bench<Asked>(product, "mails", { count: 100 });
      await waitUntilSent(product, 100);
      const raw = server.captured[0]?.raw ?? "";
      for (let round = 1; round <= ROUNDS; round++) {
        bare.push(await sendBare(server.port, MAILS, raw));
        const from = performance.now();
        await bench<Asked>(product, "mails", { count: MAILS });
        await waitUntilTaken(server, 100 + round * MAILS);
        ours.push((MAILS * 1_000) / (performance.now() - from));
        await waitUntilSent(product, 100 + round * MAILS);
      }
      const taken = server.captured.filter(isOurs).map(({ to }) => to);
      const doubles = taken.length - new Set(taken).size;
      const ratio = median(ours) / median(bare);
      return [
        {
          name: "mails through queue and SMTP, mails/s",
          value: median(ours).toFixed(0),
          baseline: `${median(bare).toFixed(0)} bare client`,
          ratio: `${ratio.toFixed(2)}×, ${doubles} sent twice`,
          target: `≥ ${SMTP_TARGET}×, 0 twice`,
          ok: ratio >= SMTP_TARGET && doubles === 0,
        },
      ];
    });
  } finally {
    await server.close();
  }
}

/** How long a page takes at the moment, in milliseconds. */
async function pageMs({ url }: Reached): Promise<number> {
  const from = performance.now();
  await (await fetch(`${url}/sign-in`)).text();
  return performance.now() - from;
}

/** The built product with the inspector of its isolate, which `npm start` does not open. */
async function withInspected<T>(
  measure: (product: Reached, inspectorUrl: URL) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), "selvedge-drain-"));
  const server = join(import.meta.dirname, "..", "build", "server");
  const variables = {
    AUTH_SECRET: "only-for-this-bench-only-for-this-bench",
    ENVIRONMENT: "local",
    SELVEDGE_BENCH: "1",
  };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...builtWorker(server, variables),
      host: "127.0.0.1",
      inspectorPort: 0,
      cf: false,
      resourcePersistencePath: home,
      log: new Log(LogLevel.WARN),
    }),
  );
  try {
    const { origin: url } = await miniflare.ready;
    await applyMigrations(await miniflare.getD1Database("DB"));
    return await measure({ url }, await miniflare.getInspectorURL());
  } finally {
    await miniflare.dispose();
    rmSync(home, { recursive: true, force: true });
  }
}

/** A hundred thousand mails that are due at once leave without memory growing or pages waiting. */
export async function measureMailDrain(): Promise<Figure[]> {
  return await withInspected(async (product, inspectorUrl) => {
    for (let asked = 0; asked < INTENTS; asked += INSERTED_AT_ONCE) {
      await bench<Asked>(product, "mails", { count: INSERTED_AT_ONCE, later: true });
    }
    const from = performance.now();
    const pages: number[] = [];
    const drain = async () => {
      await bench<Asked>(product, "mails", { count: 0 });
      for (let sent = 0; ;) {
        if (sent === INTENTS || performance.now() - from > DRAIN_MS_MAX) return sent;
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        sent = (await counts(product))["sent"] ?? 0;
      }
    };
    const look = async () => pages.push(await pageMs(product));
    const { result: sent, heldBytes } = await measureHeap(inspectorUrl, "selvedge", drain, look);
    const seconds = (performance.now() - from) / 1_000;
    const held = heldBytes.map((bytes) => bytes / MEGABYTE);
    const third = Math.max(1, Math.floor(held.length / 3));
    const growthMb = median(held.slice(-third)) - median(held.slice(0, third));
    return [
      {
        name: "100,000 due mails drained",
        value: `${sent} in ${seconds.toFixed(0)} s`,
        baseline: `${(sent / seconds).toFixed(0)} mails/s`,
        ratio: `${growthMb >= 0 ? "+" : ""}${growthMb.toFixed(1)} MB, most ${Math.max(...held).toFixed(1)} MB`,
        target: `all, growth ≤ ${GROWTH_MB_MAX} MB`,
        ok: sent === INTENTS && growthMb <= GROWTH_MB_MAX,
      },
      {
        name: "a page while they are drained, p95",
        value: `${percentile(pages, 0.95).toFixed(0)} ms`,
        baseline: `median ${median(pages).toFixed(0)} ms`,
        ratio: `${pages.length} looked at`,
        target: `≤ ${PAGE_MS_MAX} ms`,
        ok: percentile(pages, 0.95) <= PAGE_MS_MAX,
      },
    ];
  });
}
