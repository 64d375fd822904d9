import { DurableObject } from "cloudflare:workers";
import { LedgerObject } from "../../durable-objects/ledger/ledger.ts";

const PT = 1_000_000;

/** The rows that a hold and a settle write, and so must the baseline's two calls. */
const HOLD_ROWS = 6;
const SETTLE_ROWS = 8;

/** How many holds a fill leaves open before it settles them. */
const OPEN_AT_ONCE = 100;

interface BenchEnv extends Env {
  BENCH_LEDGER: DurableObjectNamespace<BenchLedger>;
  BASELINE: DurableObjectNamespace<Baseline>;
}

const grantCommand = {
  type: "grant" as const,
  key: "grant",
  kind: "topup" as const,
  amountMicroPt: 900_000_000 * PT,
  source: { type: "bench", id: "1" },
};

function fillId(index: number): string {
  return `fill${index.toString().padStart(9, "0")}`;
}

function holdCommand(id: string) {
  return {
    type: "hold" as const,
    key: `hold:turn_${id}`,
    amountMicroPt: 5 * PT,
    purpose: {
      conversationId: "conv_01KAHG2V5Q0000000000000000",
      turnId: `turn_${id}`,
      model: "gpt-example",
      modelClass: "core" as const,
      rateCardVersion: "7",
    },
  };
}

function settleCommand(id: string, holdId: string) {
  return {
    type: "settle" as const,
    key: `settle:turn_${id}`,
    holdId,
    chargeMicroPt: 3 * PT,
    usage: { input: 812, cachedRead: 0, cacheWrite: 0, output: 214, raw: { total_tokens: 1026 } },
  };
}

/** The product's own object, with a quick way to a long history through its own commands. */
export class BenchLedger extends LedgerObject {
  /** Applies pairs of hold and settle in one event; answers the number of entries. */
  fill(from: number, pairs: number): number {
    if (from === 0) this.applyAll([grantCommand]);
    for (let next = from; next < from + pairs; next += OPEN_AT_ONCE) {
      const count = Math.min(OPEN_AT_ONCE, from + pairs - next);
      const ids = Array.from({ length: count }, (_, index) => fillId(next + index));
      const holds = this.applyAll(ids.map(holdCommand));
      this.applyAll(
        holds.map((hold, index) => {
          if (!hold.ok || !("holdId" in hold.value)) throw new Error("the hold was refused");
          return settleCommand(ids[index] ?? "", hold.value.holdId);
        }),
      );
    }
    return this.balance().seq;
  }
}

/** What the ledger is measured against: the same number of rows, one transaction per call, no rules. */
export class Baseline extends DurableObject {
  #seq = 0;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS rows (seq INTEGER PRIMARY KEY, at_ms INTEGER, text TEXT)",
    );
  }

  write(rows: number): { seq: number } {
    return this.ctx.storage.transactionSync(() => {
      for (let row = 0; row < rows; row++) {
        this.#seq += 1;
        this.ctx.storage.sql.exec(
          "INSERT INTO rows VALUES (?, ?, ?)",
          this.#seq,
          Date.now(),
          "a row of about one hundred characters, which is what a row of the ledger has on average too",
        );
      }
      return { seq: this.#seq };
    });
  }
}

async function ledgerPairs(
  env: BenchEnv,
  account: string,
  prefix: string,
  from: number,
  to: number,
) {
  const stub = env.BENCH_LEDGER.getByName(account);
  for (let index = from; index < to; index++) {
    const id = `${prefix}${index.toString().padStart(9, "0")}`;
    const hold = await stub.apply(holdCommand(id));
    if (!hold.ok || !("holdId" in hold.value)) throw new Error("the hold was refused");
    const settled = await stub.apply(settleCommand(id, hold.value.holdId));
    if (!settled.ok) throw new Error("the settle was refused");
  }
}

async function baselinePairs(env: BenchEnv, name: string, from: number, to: number) {
  const stub = env.BASELINE.getByName(name);
  for (let index = from; index < to; index++) {
    await stub.write(HOLD_ROWS);
    await stub.write(SETTLE_ROWS);
  }
}

/** `/fill`, `/ledger` and `/baseline`; the pairs are spread over lanes that are all in flight. */
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const name = searchParams.get("name") ?? "";
    const number = (key: string) => Number(searchParams.get(key) ?? 0);
    if (pathname === "/fill") {
      const entries = await env.BENCH_LEDGER.getByName(name).fill(number("from"), number("pairs"));
      return Response.json({ entries });
    }
    const lanes = Array.from({ length: number("lanes") }, (_, lane) => lane);
    const share = Math.ceil(number("pairs") / lanes.length);
    await Promise.all(
      lanes.map((lane) =>
        pathname === "/ledger"
          ? ledgerPairs(env, name, `${searchParams.get("run")}l${lane}x`, 0, share)
          : baselinePairs(env, name, 0, share),
      ),
    );
    return Response.json({ pairs: share * lanes.length });
  },
  queue(batch) {
    batch.ackAll();
  },
} satisfies ExportedHandler<BenchEnv>;
