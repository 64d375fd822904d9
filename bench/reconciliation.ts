import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { applyMigrations } from "../scripts/migrations.ts";
import { builtWorker } from "../scripts/serve-product.ts";
import { startFakeOpenAi } from "../tests/support/ai/fake-openai.ts";
import { startFakeStripe } from "../tests/support/stripe/serve.ts";
import { newId } from "../worker/core/ids.ts";
import type { Figure } from "./figure.ts";
import { measureHeap } from "./heap-meter.ts";
import { stubRateCard } from "./product.ts";

const CHARGES = 100_000;
const FEW_ACCOUNTS = 25;
const MANY_ACCOUNTS = 500;
const PAYMENTS = 5_000;
const CHARGES_PER_FILL = 500;
/** How many holds a fill leaves open before it settles them. */
const OPEN_AT_ONCE = 50;
const FILLS_AT_ONCE = 4;
/** So long ago that a provider's report of the day is final. */
const AGE_MS = 3 * 86_400_000;
const HEAP_RATIO_MAX = 1.25;
const TOKENS = { input: 812, output: 214 };
const ADMIN_KEY = "sk-admin-bench";
const STRIPE_KEY = "sk_test_reconciliation";

/** Fills ledgers through their own commands, many to a call. */
const fillScript = `
const PT = 1_000_000;
const grant = {
  type: "grant", key: "grant", kind: "promo", amountMicroPt: 1_000_000 * PT,
  source: { type: "bench", id: "1" },
};
const hold = (turn, rateCardVersion) => ({
  type: "hold", key: "hold:" + turn, amountMicroPt: 5 * PT,
  purpose: { turnId: turn, model: "stub", modelClass: "core", rateCardVersion },
});
const settle = (turn, holdId) => ({
  type: "settle", key: "settle:" + turn, holdId, chargeMicroPt: 2 * PT,
  usage: {
    classes: { input: ${TOKENS.input}, cachedRead: 0, cacheWrite: 0, output: ${TOKENS.output} },
    raw: [], complete: true, estimated: [],
  },
});
export default {
  async fetch(request, env) {
    const { accountId, from, count, rateCardVersion } = await request.json();
    const ledger = env.LEDGER.getByName(accountId);
    if (from === 0) await ledger.applyAll([grant]);
    let settled = 0;
    for (let next = 0; next < count; next += ${OPEN_AT_ONCE}) {
      const length = Math.min(${OPEN_AT_ONCE}, count - next);
      const turns = Array.from({ length }, (_none, index) => "turn_" + (from + next + index));
      const holds = await ledger.applyAll(turns.map((turn) => hold(turn, rateCardVersion)));
      const results = await ledger.applyAll(
        holds.map(({ value }, index) => settle(turns[index], value.holdId)),
      );
      settled += results.filter(({ ok }) => ok).length;
    }
    return Response.json({ settled });
  },
};`;

type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

/**
 * The built product, its objects and what fills them, each in an isolate of its own: the heap of the
 * product is measured without that of the ledgers, which live elsewhere on Cloudflare as well.
 */
function startWorld(home: string, variables: Record<string, string>): Miniflare {
  const server = join(import.meta.dirname, "..", "build", "server");
  const product = builtWorker(server, variables);
  const { durableObjects } = product as unknown as { durableObjects: Record<string, object> };
  const elsewhere = Object.fromEntries(
    Object.entries(durableObjects).map(([binding, object]) => [
      binding,
      { ...object, scriptName: "objects" },
    ]),
  );
  const {
    queueConsumers: _consumed,
    assets: _assets,
    ...objects
  } = product as typeof product & {
    queueConsumers?: unknown;
    assets?: unknown;
  };
  return new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        { ...product, durableObjects: elsewhere },
        // What the ledgers announce is not part of the measurement: nobody reads it.
        { ...objects, name: "objects", queueProducers: { WORK_QUEUE: "unread" } },
        {
          name: "fill",
          modules: [
            { type: "ESModule", path: join(import.meta.dirname, "fill.js"), contents: fillScript },
          ],
          modulesRoot: import.meta.dirname,
          compatibilityDate: "2026-10-01",
          durableObjects: { LEDGER: elsewhere["LEDGER"] },
        },
      ],
      host: "127.0.0.1",
      inspectorPort: 0,
      cf: false,
      resourcePersistencePath: home,
      log: new Log(LogLevel.WARN),
    } as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
}

function asJson(body: object, headers: Record<string, string> = {}) {
  return {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}

/** The JSON of an answer; throws when it was refused. */
async function posted<T>(
  asking: Promise<{ ok: boolean; status: number; text(): Promise<string> }>,
): Promise<T> {
  const answer = await asking;
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Calls `each` for all, so many at once. */
async function inLanes<T>(all: readonly T[], lanes: number, each: (one: T) => Promise<void>) {
  const queue = [...all];
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await each(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/**
 * Ledgers of that many accounts with all charges between them, and the rows by which the product
 * knows of them.
 */
async function fillLedgers(
  miniflare: Miniflare,
  db: Database,
  { accounts, rateCardVersion }: { accounts: number; rateCardVersion: string },
): Promise<void> {
  const each = CHARGES / accounts;
  const fill = await miniflare.getWorker("fill");
  const ids = Array.from({ length: accounts }, () => newId("acct", Date.now()));
  await inLanes(ids, FILLS_AT_ONCE, async (accountId) => {
    for (let from = 0; from < each; from += CHARGES_PER_FILL) {
      const count = Math.min(CHARGES_PER_FILL, each - from);
      const batch = { accountId, from, count, rateCardVersion };
      const { settled: done } = await posted<{ settled: number }>(
        fill.fetch("http://fill/", asJson(batch)),
      );
      if (done !== count) throw new Error(`${done} of ${count} charges were settled`);
    }
  });
  await db
    .prepare(
      `INSERT INTO credit_accounts (account_id, seq, balance_micro_pt, held_micro_pt, head_hash, at_ms)
        SELECT value, ?, 0, 0, '', ? FROM json_each(?)`,
    )
    .bind(2 * each + 1, Date.now() - AGE_MS, JSON.stringify(ids))
    .run();
}

/** Payments that Stripe and our books both have. */
async function fillPayments(stripeUrl: string, db: Database, atMs: number): Promise<void> {
  const headers = { authorization: `Bearer ${STRIPE_KEY}` };
  await posted(fetch(`${stripeUrl}/__fake/clock`, asJson({ atMs }, headers)));
  const seed = { count: PAYMENTS, amount: 1_000, everySeconds: 300 };
  const { ids } = await posted<{ ids: string[] }>(
    fetch(`${stripeUrl}/__fake/seed`, asJson(seed, headers)),
  );
  await db
    .prepare(
      `INSERT INTO payments (id, version, last_applied_event_at_ms, workspace_id, account_id, purpose,
        status, currency, amount_minor, received_minor, refunded_minor, created_at_ms)
        SELECT value, 1, 0, 'ws_bench', 'acct_bench', 'other', 'succeeded', 'usd', 1000, 1000, 0, ?
        FROM json_each(?)`,
    )
    .bind(atMs, JSON.stringify(ids))
    .run();
}

/** Everything that a run leaves behind but the run itself. */
async function booksOf(db: Database): Promise<string> {
  const tables = ["ledger_usage", "ledger_sources", "estimated_charges", "discrepancies"];
  const positions = "SELECT COUNT(*) AS accounts, SUM(seq) AS seq FROM reconciled_accounts";
  const all = await db.batch([
    ...tables.map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`)),
    db.prepare(positions),
  ]);
  return JSON.stringify(all.map(({ results }) => results));
}

interface Run {
  state: string;
  accounts: number;
  transactions: number;
  lanes: string;
}

async function lastRun(db: Database): Promise<Run> {
  const run = await db
    .prepare("SELECT * FROM reconciliation_runs ORDER BY started_at_ms DESC, id DESC LIMIT 1")
    .first<Run>();
  if (run === null) throw new Error("there was no run");
  return run;
}

/** What a run matched and found, lane by lane. */
function lanesOf({ lanes }: Run): Record<string, { matched: number; found: number }> {
  return JSON.parse(lanes) as Record<string, { matched: number; found: number }>;
}

interface Reconciled {
  seconds: number;
  peakBytes: number;
  /** Read in one invocation, to the last transaction, with everything matched. */
  isComplete: boolean;
  /** Whether another run of the same night changed nothing. */
  isUnmoved: boolean;
}

async function reconcile(accounts: number): Promise<Reconciled> {
  const home = mkdtempSync(join(tmpdir(), "selvedge-reconciliation-"));
  const openai = await startFakeOpenAi();
  const stripe = await startFakeStripe();
  const miniflare = startWorld(home, {
    AUTH_SECRET: "only-for-this-bench-only-for-this-bench",
    ENVIRONMENT: "local",
    SELVEDGE_BENCH: "1",
    OPENAI_BASE_URL: `${openai.url}/v1`,
    OPENAI_API_KEY: "sk-bench",
    OPENAI_ADMIN_KEY: ADMIN_KEY,
    STRIPE_API_BASE: stripe.url,
    STRIPE_SECRET_KEY: STRIPE_KEY,
    STRIPE_WEBHOOK_SECRET: "whsec_bench",
  });
  try {
    const bookedAtMs = Date.now() - AGE_MS;
    const url = await miniflare.ready;
    const db = await miniflare.getD1Database("DB", "selvedge");
    await applyMigrations(db);
    const { version } = await posted<{ version: number }>(
      fetch(new URL("/__bench/rate-card", url), { ...asJson(stubRateCard), method: "PUT" }),
    );
    // The product has its clock by now: only the objects' is moved.
    const objects = await miniflare.getWorker("objects");
    await posted(objects.fetch(new URL("/__bench/clock", url), asJson({ offsetMs: -AGE_MS })));
    await fillLedgers(miniflare, db, { accounts, rateCardVersion: String(version) });
    await fillPayments(stripe.url, db, bookedAtMs);

    openai.reports(ADMIN_KEY, {
      ownOnly: true,
      uses: [
        {
          day: new Date(bookedAtMs).toISOString().slice(0, 10),
          model: "stub",
          requests: CHARGES,
          input: CHARGES * TOKENS.input,
          output: CHARGES * TOKENS.output,
        },
      ],
    });
    const product = await miniflare.getWorker("selvedge");
    const night = async () => {
      const { outcome } = await product.scheduled({ cron: "reconcile", scheduledTime: new Date() });
      if (outcome !== "ok") throw new Error(`The run ended as ${outcome}`);
    };
    const from = performance.now();
    const nudge = async () => await (await fetch(new URL("/healthz", url))).text();
    const inspector = await miniflare.getInspectorURL();
    const { heldBytes } = await measureHeap(inspector, "selvedge", night, nudge);
    const seconds = (performance.now() - from) / 1_000;
    const first = await lastRun(db);
    const lanes = lanesOf(first);
    const before = await booksOf(db);
    await night();
    const second = await lastRun(db);
    return {
      seconds,
      peakBytes: Math.max(...heldBytes),
      isComplete:
        first.state === "finished" &&
        first.accounts === accounts &&
        first.transactions === 2 * CHARGES + accounts &&
        lanes["money"]?.matched === PAYMENTS &&
        Object.values(lanes).every(({ found }) => found === 0),
      isUnmoved: second.transactions === 0 && (await booksOf(db)) === before,
    };
  } finally {
    await miniflare.dispose();
    await openai.close();
    await stripe.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const MEGABYTE = 1_000_000;

/**
 * The nightly run over a hundred thousand charges, read in one invocation, of few accounts with long
 * histories against many with short ones; and once more, which must change nothing.
 */
export async function measureReconciliation(): Promise<Figure[]> {
  const few = await reconcile(FEW_ACCOUNTS);
  const many = await reconcile(MANY_ACCOUNTS);
  const ratio = many.peakBytes / few.peakBytes;
  const isWhole = [few, many].every(({ isComplete, isUnmoved }) => isComplete && isUnmoved);
  return [
    {
      name: `reconciliation of ${CHARGES} charges, ${MANY_ACCOUNTS} accounts`,
      value: `${many.seconds.toFixed(1)} s`,
      baseline: `${few.seconds.toFixed(1)} s, ${FEW_ACCOUNTS} accounts`,
      ratio: isWhole ? "every charge matched, again: nothing" : "not whole",
      target: "one run, again adds nothing",
      ok: isWhole,
    },
    {
      name: "the same, most memory that it held",
      value: `${(many.peakBytes / MEGABYTE).toFixed(1)} MB`,
      baseline: `${(few.peakBytes / MEGABYTE).toFixed(1)} MB`,
      ratio: `${ratio.toFixed(2)} ×`,
      target: `≤ ${HEAP_RATIO_MAX} ×`,
      ok: ratio <= HEAP_RATIO_MAX,
    },
  ];
}
