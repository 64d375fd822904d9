import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { build } from "vite";
import { type Figure, median } from "../figure.ts";

const LANES = 16;
const ROUNDS = 7;
const PAIRS = 1_200;
const PAIRS_PER_FILL = 2_000;
/** Hold and settle of one grant append five entries. */
const ENTRIES_PER_PAIR = 5;

async function bundleWorker(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    root: join(import.meta.dirname, "../.."),
    ssr: { noExternal: true, target: "webworker" },
    build: {
      ssr: join(import.meta.dirname, "worker.ts"),
      write: false,
      target: "esnext",
      rolldownOptions: { external: ["cloudflare:workers", /^node:/] },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  for (const output of outputs) {
    const [chunk] = "output" in output ? output.output : [];
    if (chunk !== undefined) return chunk.code;
  }
  throw new Error("The bench worker was not built");
}

async function startWorker(home: string): Promise<Miniflare> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: "ledger-bench",
      modules: [{ type: "ESModule", path: "worker.js", contents: await bundleWorker() }],
      compatibilityDate: "2026-10-01",
      compatibilityFlags: ["nodejs_compat"],
      bindings: {
        ENVIRONMENT: "production",
        AUTH_SECRET: "only-for-this-bench-only-for-this-bench",
      },
      durableObjects: {
        BENCH_LEDGER: { className: "BenchLedger", useSQLite: true },
        BASELINE: { className: "Baseline", useSQLite: true },
      },
      queueProducers: { WORK_QUEUE: "work" },
      queueConsumers: { work: { maxBatchSize: 25, maxBatchTimeout: 1 } },
      resourcePersistencePath: home,
      cf: false,
      log: new Log(LogLevel.ERROR),
    }),
  );
  await miniflare.ready;
  return miniflare;
}

class LedgerBench {
  readonly #miniflare: Miniflare;
  #runs = 0;

  constructor(miniflare: Miniflare) {
    this.#miniflare = miniflare;
  }

  async #get(path: string): Promise<Record<string, number>> {
    const answer = await this.#miniflare.dispatchFetch(`http://bench${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, number>;
  }

  /** Grows an account to at least so many entries. */
  async fill(name: string, entries: number): Promise<number> {
    let reached = 0;
    for (let from = 0; reached < entries; from += PAIRS_PER_FILL) {
      const pairs = Math.min(PAIRS_PER_FILL, Math.ceil((entries - reached) / ENTRIES_PER_PAIR));
      const answer = await this.#get(`/fill?name=${name}&from=${from}&pairs=${pairs}`);
      reached = answer["entries"] ?? 0;
    }
    return reached;
  }

  /** Pairs of calls per second. */
  async measure(target: "ledger" | "baseline", name: string, pairs = PAIRS): Promise<number> {
    this.#runs += 1;
    const from = performance.now();
    await this.#get(`/${target}?name=${name}&lanes=${LANES}&pairs=${pairs}&run=r${this.#runs}`);
    return (pairs / (performance.now() - from)) * 1_000;
  }
}

/** Rounds take turns, so that a machine that slows down slows both. */
async function compare(
  measureOne: (round: number) => Promise<number>,
  measureOther: (round: number) => Promise<number>,
) {
  const ones: number[] = [];
  const others: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const one = await measureOne(round);
    const other = await measureOther(round);
    ones.push(one);
    others.push(other);
    ratios.push(one / other);
  }
  return { value: median(ones), baseline: median(others), ratio: median(ratios) };
}

function figureOf(
  name: string,
  measured: { value: number; baseline: number; ratio: number },
  atLeast: number,
): Figure {
  return {
    name,
    value: `${Math.round(measured.value)} pairs/s`,
    baseline: `${Math.round(measured.baseline)} pairs/s`,
    ratio: `${measured.ratio.toFixed(2)} ×`,
    target: `≥ ${atLeast} ×`,
    ok: measured.ratio >= atLeast,
  };
}

/**
 * Hold and settle through the ledger object on one account with 16 calls in flight, on real disk:
 * against an object that writes as many rows without rules, and at a million entries against a
 * thousand.
 */
export async function measureLedger(): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), "selvedge-ledger-bench-"));
  const miniflare = await startWorker(home);
  try {
    const bench = new LedgerBench(miniflare);
    await bench.fill("acct_plain", 1_000);
    await bench.measure("ledger", "acct_plain");
    await bench.measure("baseline", "plain");
    const rules = await compare(
      () => bench.measure("ledger", "acct_plain"),
      () => bench.measure("baseline", "plain"),
    );
    await bench.fill("acct_long", 1_000_000);
    await bench.measure("ledger", "acct_long");
    const history = await compare(
      () => bench.measure("ledger", "acct_long"),
      async (round) => {
        const name = `acct_short${round}`;
        await bench.fill(name, 1_000);
        return await bench.measure("ledger", name);
      },
    );
    return [
      figureOf("hold + settle, 16 in flight, against bare rows", rules, 0.6),
      figureOf("hold + settle at 1,000,000 entries, against 1,000", history, 0.9),
    ];
  } finally {
    await miniflare.dispose();
    await rm(home, { recursive: true, force: true });
  }
}
