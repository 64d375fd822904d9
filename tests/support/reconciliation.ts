import { env } from "cloudflare:workers";
import { type AccountId, newId } from "#core/ids";
import { advanceRun, startRun } from "#features/reconciliation";
import type { RunView } from "#features/reconciliation/schema";
import { type Ledger, ledgerOf } from "#objects/ledger";
import type { TokenCounts } from "#core/pricing";
import { shiftClock } from "#platform/clock";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import { openDb } from "#platform/db";
import type { Settings } from "#platform/settings";
import { creditJobs } from "../../worker/features/credits/jobs.ts";
import { rowsOf } from "./billing.ts";

export const PT = 1_000_000;

/** What runs of all worlds of a file look at: the file's stories each begin without them. */
const tables = [
  "payments",
  "invoice_lines",
  "invoices",
  "topups",
  "refunds",
  "chargebacks",
  "dunning_cases",
  "discrepancies",
  "reconciliation_runs",
  "reconciliation_seen",
  "reconciled_accounts",
  "ledger_usage",
  "ledger_sources",
  "estimated_charges",
  "true_ups",
  "provider_reports",
  "provider_usage",
  "provider_costs",
  "provider_fetches",
  "usage_imports",
  "credit_accounts",
];

const known: AccountId[] = [];

/**
 * Forgets what earlier stories of the file left. Their accounts count as read to the end: messages
 * about them may still be on the queue.
 */
export async function forgetEverything(): Promise<void> {
  await env.DB.batch([
    ...tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    ...known.map((accountId) =>
      env.DB.prepare("INSERT INTO reconciled_accounts VALUES (?, 1000000000)").bind(accountId),
    ),
  ]);
}

/** The ctx of the operator's jobs with its own settings, by a clock that is moved by hand. */
export function operatorCtx(settings: Partial<Settings>, time: { nowMs: number }): Ctx {
  const ctx = createCtx(env, { actor: { kind: "job", name: "test" } });
  return {
    ...ctx,
    settings: { ...ctx.settings, ...settings },
    clock: { now: () => time.nowMs },
  };
}

/** Moves the ctx's clock and the ledgers' to a time. */
export function setTime(time: { nowMs: number }, atMs: number): void {
  time.nowMs = atMs;
  shiftClock(atMs - Date.now());
}

export async function project(accountId: AccountId): Promise<void> {
  const balance = await ledgerOf(env, accountId).balance();
  await creditJobs["credits.entries-appended"]?.(
    createCtx(env, { actor: { kind: "job", name: "test" } }),
    { accountId, balance },
    "",
  );
}

/** Begins a run and works on it until it is finished, in as many invocations as it takes. */
export async function reconcile(
  ctx: Ctx,
  budget: { transactionsMax?: number; timeMsMax?: number } = {},
): Promise<RunView> {
  const { id } = await startRun(ctx, { trigger: "hand", asked: false });
  for (let invocations = 0; invocations < 400; invocations++) {
    const run = await advanceRun(ctx, id as `rec_${string}`, budget);
    if (run?.state === "finished") return run;
  }
  throw new Error("the run does not end");
}

/**
 * The ctx with a database of which every other batch fails: in turn before it happens and after it
 * has happened. `crashes` counts them.
 */
export function crashingCtx(ctx: Ctx): { ctx: Ctx; crashes: () => number } {
  let batches = 0;
  let crashes = 0;
  const database = new Proxy(env.DB, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (name !== "batch") return member.bind(target);
      return async (...args: unknown[]) => {
        batches += 1;
        if (batches % 2 === 0) return await member.apply(target, args);
        crashes += 1;
        if (crashes % 2 === 0) await member.apply(target, args);
        throw new Error("The database is away");
      };
    },
  });
  return { ctx: { ...ctx, db: openDb(database, false) }, crashes: () => crashes };
}

export interface FoundRow {
  id: string;
  type: string;
  object: string;
  state: string;
  differs: number;
}

/** All discrepancies by object, without what differs from run to run. */
export async function foundRows(): Promise<FoundRow[]> {
  return await rowsOf<FoundRow>(
    "SELECT id, type, object, state, differs FROM discrepancies ORDER BY object, type",
  );
}

/** Makes an account one of those that later stories of the file leave out. */
export function remember(accountId: AccountId): void {
  known.push(accountId);
}

let accounts = 0;

/** A fresh account with plenty of PT. */
export async function newAccount(pt = 100_000): Promise<Ledger> {
  accounts += 1;
  const ledger = ledgerOf(env, newId("acct", Date.now()));
  remember(ledger.accountId);
  await ledger.apply<"grant">({
    type: "grant",
    key: `start ${accounts}`,
    kind: "promo",
    amountMicroPt: pt * PT,
    source: { type: "test", id: `${accounts}` },
  });
  return ledger;
}

let turns = 0;

export interface Charged {
  tokens: TokenCounts;
  /** Classes that were estimated; the charge is an estimate then. */
  estimated?: string[];
  model?: string;
  pt?: number;
}

/** Holds and settles a turn; answers its charge. */
export async function charge(
  ledger: Ledger,
  { tokens, estimated = [], model = "gpt-5-mini", pt = 10 }: Charged,
): Promise<string> {
  turns += 1;
  const turnId = `turn_${turns}`;
  const held = await ledger.apply<"hold">({
    type: "hold",
    key: `hold:${turnId}`,
    amountMicroPt: pt * PT,
    purpose: { turnId, model, modelClass: "core", rateCardVersion: "1" },
  });
  if (!held.ok) throw new Error(held.detail);
  const settled = await ledger.apply<"settle">({
    type: "settle",
    key: `settle:${turnId}`,
    holdId: held.value.holdId,
    chargeMicroPt: pt * PT,
    estimated: estimated.length > 0,
    usage: { classes: tokens, raw: [], complete: estimated.length === 0, estimated },
  });
  if (!settled.ok) throw new Error(settled.detail);
  await project(ledger.accountId);
  return settled.value.chargeId;
}
