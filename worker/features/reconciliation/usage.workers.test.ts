import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TokenCounts } from "#core/pricing";
import { DAY_MS, HOUR_MS } from "#core/time";
import { getRateCard, pricesMicro } from "#features/models";
import { priceTokens } from "#core/pricing";
import { addDays, dayEndMs, importProviderUsage } from "#features/provider-usage";
import type { Ledger } from "#objects/ledger";
import { shiftClock } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import { rowsOf } from "../../../tests/support/billing.ts";
import { reportSettings, scriptReports } from "../../../tests/support/ai/reports-bench.ts";
import type { ReportScript } from "../../../tests/support/ai/usage-book.ts";
import {
  charge,
  crashingCtx,
  forgetEverything,
  foundRows,
  newAccount,
  operatorCtx,
  PT,
  reconcile,
  setTime,
} from "../../../tests/support/reconciliation.ts";
import { acceptDiscrepancy, fixDiscrepancy, listDiscrepancies } from "./index.ts";

/** The day on which everything is used, and the night when its reports are final. */
const DAY = "2026-10-10";
const NOON = dayEndMs(DAY) - 12 * HOUR_MS;
const NIGHT = dayEndMs(DAY) + DAY_MS + 2 * HOUR_MS;

const time = { nowMs: 0 };
let worlds = 0;
let world = "";
let ctx: Ctx;
let ledger: Ledger;

beforeEach(async () => {
  worlds += 1;
  world = `reconciled-usage-${worlds}-${crypto.randomUUID().slice(0, 8)}`;
  await forgetEverything();
  ctx = operatorCtx({ ...reportSettings(world), stripe: undefined }, time);
  // Version 1 of the rate card is the shipped one; it is there once somebody has asked for it.
  await getRateCard(ctx);
  setTime(time, NOON);
  ledger = await newAccount();
  await report();
});

afterEach(() => shiftClock(0));

function tokens(input: number, output: number, cachedRead = 0, cacheWrite = 0): TokenCounts {
  return { input, output, cachedRead, cacheWrite };
}

type Use = NonNullable<ReportScript["uses"]>[number];

function use(counts: TokenCounts, more: Partial<Use> = {}): Use {
  const { input, output, cachedRead, cacheWrite } = counts;
  const classes = { input, output, cachedRead, cacheWrite5m: cacheWrite };
  return { day: DAY, model: "gpt-5-mini", requests: 1, ...classes, ...more };
}

/** What the providers report from now on. */
async function report(openai: ReportScript = {}, anthropic: ReportScript = {}): Promise<void> {
  await scriptReports(world, { openai, anthropic });
}

async function reconcileAt(atMs: number) {
  setTime(time, atMs);
  return await reconcile(ctx);
}

const priceOf = async (counts: TokenCounts): Promise<number> => {
  const model = (await getRateCard(ctx)).models.find(({ id }) => id === "gpt-5-mini");
  if (model === undefined) throw new Error("the shipped card has gpt-5-mini");
  return priceTokens(pricesMicro(model), counts) / PT;
};

const chargedPt = async (of: Ledger, chargeId: string) =>
  ((await of.charge(chargeId))?.charge?.chargeMicroPt ?? Number.NaN) / PT;

describe("use that both books have", () => {
  it("matches, over accounts, providers and snapshots of a model", async () => {
    const other = await newAccount();
    await charge(ledger, { tokens: tokens(100, 50, 20) });
    await charge(other, { tokens: tokens(7, 3) });
    await charge(other, { tokens: tokens(11, 5, 2, 9), model: "claude-haiku-4-5" });
    await report(
      { uses: [use(tokens(107, 53, 20), { model: "gpt-5-mini-2026-08-07" })] },
      { uses: [use(tokens(11, 5, 2, 9), { model: "claude-haiku-4-5-20251001" })] },
    );
    const run = await reconcileAt(NIGHT);
    expect(await foundRows()).toEqual([]);
    expect(run).toMatchObject({ appeared: 0, resolved: 0, accounts: 2 });
    expect(run.lanes.usage).toMatchObject({
      matched: 2,
      found: 0,
      sums: [{ unit: "tokens", source: 207, ledger: 207 }],
    });
  });

  it("is not judged before the report is final", async () => {
    await charge(ledger, { tokens: tokens(100, 50) });
    const run = await reconcileAt(dayEndMs(DAY) + 2 * HOUR_MS);
    expect(await foundRows()).toEqual([]);
    expect(run.notes).toContainEqual({
      kind: "waiting",
      service: "openai",
      days: [DAY],
    });
  });

  it("counts each transaction once over many runs, and those of later days with theirs", async () => {
    await charge(ledger, { tokens: tokens(100, 50) });
    await report({ uses: [use(tokens(100, 50)), use(tokens(5, 5), { day: addDays(DAY, 1) })] });
    setTime(time, NOON + DAY_MS);
    await reconcile(ctx);
    await charge(ledger, { tokens: tokens(5, 5) });
    await reconcileAt(NIGHT);
    const run = await reconcileAt(NIGHT + DAY_MS);
    expect(await foundRows()).toEqual([]);
    expect(run.lanes.usage.matched).toBe(2);
    expect(run.transactions).toBe(0);
  });
});

describe("use that differs", () => {
  it("is named once, however often it is found, and resolves itself when it is gone", async () => {
    await charge(ledger, { tokens: tokens(100, 50) });
    await report({ uses: [use(tokens(100, 60))] });
    expect((await reconcileAt(NIGHT)).appeared).toBe(1);
    const found = [
      {
        type: "amount_mismatch",
        object: `usage:openai:${DAY}:gpt-5-mini`,
        state: "open",
        differs: 10,
      },
    ];
    expect(await foundRows()).toMatchObject(found);
    const [first] = await foundRows();
    expect((await reconcileAt(NIGHT + DAY_MS)).appeared).toBe(0);
    expect(await foundRows()).toMatchObject(found);
    await report({ uses: [use(tokens(100, 50))] });
    const run = await reconcileAt(NIGHT + 2 * DAY_MS);
    // The final report changed, which is told by itself.
    expect(run).toMatchObject({ resolved: 1, appeared: 1 });
    expect(await foundRows()).toMatchObject([
      { type: "late_report", object: `report:openai:${DAY}:revised`, state: "open" },
      { id: first?.id, state: "resolved-itself" },
    ]);
  });

  it("has a type for each way to be missing", async () => {
    await charge(ledger, { tokens: tokens(1, 1), model: "claude-haiku-4-5" });
    await report(
      { uses: [use(tokens(9, 9), { model: "gpt-9" }), use(tokens(3, 3))] },
      { uses: [use(tokens(2, 2), { model: "claude-sonnet-9" })] },
    );
    await reconcileAt(NIGHT);
    expect(await foundRows()).toMatchObject([
      { type: "missing_at_source", object: `usage:anthropic:${DAY}:claude-haiku-4-5` },
      { type: "unpriced_usage", object: `usage:anthropic:${DAY}:claude-sonnet-9` },
      { type: "missing_in_ledger", object: `usage:openai:${DAY}:gpt-5-mini` },
      { type: "unpriced_usage", object: `usage:openai:${DAY}:gpt-9` },
    ]);
  });

  it("includes a report that does not come, and one click fetches it", async () => {
    await charge(ledger, { tokens: tokens(100, 50) });
    await report({ uses: [use(tokens(100, 50))], missingDays: [DAY] });
    await reconcileAt(NIGHT);
    expect(await foundRows()).toEqual([]);
    await reconcileAt(NIGHT + DAY_MS);
    const [late] = await foundRows();
    expect(late).toMatchObject({ type: "late_report", object: `report:openai:${DAY}` });
    const still = await fixDiscrepancy(ctx, late?.id ?? "");
    expect(still.state).toBe("open");
    await report({ uses: [use(tokens(100, 50))] });
    const fixed = await fixDiscrepancy(ctx, late?.id ?? "");
    expect(fixed).toMatchObject({ state: "fixed", resolvedBy: "job:test" });
    const audits = await rowsOf<{ action: string }>(
      "SELECT action FROM audit_rows WHERE target = ? ORDER BY at_ms, rowid",
      late?.id,
    );
    expect(audits.map(({ action }) => action)).toEqual([
      "discrepancy.fix-tried",
      "discrepancy.fix-fixed",
    ]);
  });

  it("stays accepted with its figures, and opens again with others", async () => {
    await charge(ledger, { tokens: tokens(100, 50) });
    await report({ uses: [use(tokens(100, 60))] });
    await reconcileAt(NIGHT);
    const [row] = await foundRows();
    await acceptDiscrepancy(ctx, row?.id ?? "", { note: "another tool used the key" });
    await reconcileAt(NIGHT + DAY_MS);
    expect(await foundRows()).toMatchObject([{ state: "accepted" }]);
    await report({ uses: [use(tokens(100, 70))] });
    const run = await reconcileAt(NIGHT + 2 * DAY_MS);
    expect(run.appeared).toBe(2);
    expect((await listDiscrepancies(ctx, { type: "amount_mismatch" })).items).toMatchObject([
      { state: "open", differs: 20, note: "another tool used the key" },
    ]);
  });
});

describe("providers that do not report", () => {
  it("are said to be not connected, and nothing is made up", async () => {
    await charge(ledger, { tokens: tokens(100, 50) });
    await charge(ledger, { tokens: tokens(1, 2), model: "selvedge-answerer" });
    ctx = operatorCtx({ openaiAdminKey: undefined, anthropicAdminKey: undefined }, time);
    const run = await reconcileAt(NIGHT);
    expect(await foundRows()).toEqual([]);
    expect(run.lanes.usage).toMatchObject({ matched: 0, sums: [] });
    expect(run.notes).toEqual(
      expect.arrayContaining([
        { kind: "not-connected", service: "stripe", setting: "STRIPE_SECRET_KEY" },
        { kind: "not-connected", service: "openai", setting: "OPENAI_ADMIN_KEY" },
        { kind: "not-connected", service: "anthropic", setting: "ANTHROPIC_ADMIN_KEY" },
        { kind: "internal", service: "builtin", calls: 1, tokens: 3 },
        { kind: "internal", service: "openai", calls: 1, tokens: 150 },
      ]),
    );
  });

  it("are compared by files that people bring in", async () => {
    await charge(ledger, { tokens: tokens(100, 50), model: "gpt-oss-120b" });
    setTime(time, NIGHT);
    const header =
      "provider,day,model,requests,input_tokens,cached_read_tokens,cache_write_tokens,output_tokens";
    const row = (output: number) => `workers-ai,${DAY},@cf/openai/gpt-oss-120b,1,100,0,0,${output}`;
    await importProviderUsage(ctx, { filename: "a.csv", csv: `${header}\n${row(49)}` });
    await reconcile(ctx);
    expect(await foundRows()).toMatchObject([
      {
        type: "amount_mismatch",
        object: `usage:workers-ai:${DAY}:@cf/openai/gpt-oss-120b`,
        differs: -1,
      },
    ]);
    await importProviderUsage(ctx, { filename: "b.csv", csv: `${header}\n${row(50)}` });
    await reconcileAt(NIGHT + DAY_MS);
    expect(await foundRows()).toMatchObject([
      { type: "late_report" },
      { type: "amount_mismatch", state: "resolved-itself" },
    ]);
  });

  it("that refuse are asked again by later invocations, and after the third left out", async () => {
    await charge(ledger, { tokens: tokens(100, 50) });
    await report({ uses: [use(tokens(100, 50))], error: { status: 429, times: 2 } });
    expect((await reconcileAt(NIGHT)).notes).not.toContainEqual(
      expect.objectContaining({ kind: "failed" }),
    );
    await report({ error: { status: 500 } });
    const run = await reconcileAt(NIGHT + DAY_MS);
    expect(run.notes).toContainEqual({
      kind: "failed",
      service: "openai",
      detail: expect.stringContaining("500"),
    });
    expect(await foundRows()).toEqual([]);
  });
});

describe("an estimated charge", () => {
  it("becomes what the provider reported, once, and the statement shows it", async () => {
    await charge(ledger, { tokens: tokens(1_000, 500) });
    const chargeId = await charge(ledger, {
      tokens: tokens(200, 3_000),
      estimated: ["input", "output"],
      pt: 9,
    });
    await report({ uses: [use(tokens(1_180, 3_300, 30))] });
    const run = await reconcileAt(NIGHT);
    expect(run.truedUp).toBe(1);
    expect(await foundRows()).toEqual([]);
    const expected = await priceOf(tokens(180, 2_800, 30));
    expect(await chargedPt(ledger, chargeId)).toBe(expected);
    expect(expected).not.toBe(9);
    const before = await ledger.balance();
    const again = await reconcileAt(NIGHT + DAY_MS);
    expect(again.truedUp).toBe(0);
    expect((await ledger.balance()).balanceMicroPt).toBe(before.balanceMicroPt);
    const kinds = (await ledger.transactions({ limit: 10 })).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "true-up")).toHaveLength(1);
    expect((await ledger.audit()).findings).toEqual([]);
  });

  it("shares what is left of the report with the other estimates, to the token", async () => {
    const other = await newAccount();
    const charges: [Ledger, string][] = [];
    for (const [of, output] of [
      [ledger, 100],
      [other, 200],
      [ledger, 333],
    ] as const) {
      const counts = tokens(50, output);
      charges.push([of, await charge(of, { tokens: counts, estimated: ["output"], pt: 5 })]);
    }
    await report({ uses: [use(tokens(150, 701))] });
    expect((await reconcileAt(NIGHT)).truedUp).toBe(3);
    const rows = await rowsOf<{ output_tokens: number; input_tokens: number; state: string }>(
      "SELECT output_tokens, input_tokens, state FROM estimated_charges ORDER BY id",
    );
    expect(rows.reduce((sum, row) => sum + row.output_tokens, 0)).toBe(701);
    expect(rows.every(({ input_tokens: input, state }) => input === 50 && state === "trued")).toBe(
      true,
    );
    expect(await foundRows()).toEqual([]);
    for (const [of, chargeId] of charges) {
      expect((await of.charge(chargeId))?.charge?.estimated).toBe(false);
    }
  });

  it("stays an estimate when the provider went on billing after the stop", async () => {
    const chargeId = await charge(ledger, { tokens: tokens(0, 100), estimated: ["output"], pt: 3 });
    await report({ uses: [use(tokens(0, 5_000))] });
    const run = await reconcileAt(NIGHT);
    expect(run).toMatchObject({ truedUp: 0, appeared: 1 });
    expect(await chargedPt(ledger, chargeId)).toBe(3);
    expect(await foundRows()).toMatchObject([{ type: "amount_mismatch", differs: 4_900 }]);
  });

  it("stays an estimate while its model is not in the report at all", async () => {
    const chargeId = await charge(ledger, { tokens: tokens(0, 100), estimated: ["output"], pt: 3 });
    expect((await reconcileAt(NIGHT)).truedUp).toBe(0);
    expect(await chargedPt(ledger, chargeId)).toBe(3);
    expect(await foundRows()).toMatchObject([{ type: "missing_at_source" }]);
    await report({ uses: [use(tokens(0, 120))] });
    const late = await reconcileAt(NIGHT + DAY_MS);
    expect(late.truedUp).toBe(1);
    expect(await chargedPt(ledger, chargeId)).toBe(await priceOf(tokens(0, 120)));
  });

  it("is trued up once though every step of the run crashes, before or after it was written", async () => {
    const charges: string[] = [];
    for (let index = 0; index < 3; index++) {
      const counts = tokens(0, 1_000 + index);
      charges.push(await charge(ledger, { tokens: counts, estimated: ["output"], pt: 7 }));
    }
    await report({ uses: [use(tokens(0, 2_500))] });
    setTime(time, NIGHT);
    const crashing = crashingCtx(ctx);
    for (let invocations = 0; invocations < 60; invocations++) {
      try {
        await reconcile(crashing.ctx);
        break;
      } catch {
        continue;
      }
    }
    expect(crashing.crashes()).toBeGreaterThan(10);
    const kinds = (await ledger.transactions({ limit: 20 })).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "true-up")).toHaveLength(3);
    expect(await foundRows()).toEqual([]);
    const [sums] = await rowsOf("SELECT SUM(output_tokens) AS output FROM estimated_charges");
    expect(sums).toEqual({ output: 2_500 });
    expect(charges).toHaveLength(3);
    expect((await ledger.audit()).findings).toEqual([]);
  });

  it("of the platform takes part in the sharing and pays nothing", async () => {
    const chargeId = await charge(ledger, { tokens: tokens(0, 100), estimated: ["output"], pt: 3 });
    await ledger.apply<"bookPlatform">({
      type: "bookPlatform",
      key: "failed",
      amountMicroPt: PT,
      purpose: "failed-turn",
      detail: {
        turnId: "t",
        model: "gpt-5-mini",
        rateCardVersion: 1,
        startedAtMs: time.nowMs,
        tokens: tokens(0, 300),
        estimated: ["output"],
      },
    });
    await report({ uses: [use(tokens(0, 440))] });
    await charge(ledger, { tokens: tokens(0, 0) });
    expect((await reconcileAt(NIGHT)).truedUp).toBe(1);
    expect(await chargedPt(ledger, chargeId)).toBe(await priceOf(tokens(0, 110)));
    expect(await foundRows()).toEqual([]);
  });

  it("that waits for a provider without reports is counted, not guessed", async () => {
    await charge(ledger, { tokens: tokens(0, 100), estimated: ["output"], pt: 3 });
    ctx = operatorCtx({ openaiAdminKey: undefined, anthropicAdminKey: undefined }, time);
    const run = await reconcileAt(NIGHT);
    expect(run.notes).toContainEqual({ kind: "estimated", charges: 1 });
    expect(run.truedUp).toBe(0);
  });
});

describe("a run", () => {
  it("comes to the same in one invocation and in hundreds", async () => {
    const ledgers = [ledger, await newAccount(), await newAccount()];
    for (const [index, of] of ledgers.entries()) {
      for (let turn = 0; turn <= index; turn++) await charge(of, { tokens: tokens(10, 5) });
    }
    await report({ uses: [use(tokens(60, 31))] });
    setTime(time, NIGHT);
    const run = await reconcile(ctx, { timeMsMax: 0, transactionsMax: 1 });
    expect(run.accounts).toBe(3);
    expect(await foundRows()).toMatchObject([{ type: "amount_mismatch", differs: 1 }]);
    const [row] = await rowsOf("SELECT calls, input_tokens FROM ledger_usage");
    expect(row).toEqual({ calls: 6, input_tokens: 60 });
  });

  it("is worked on by several at once without counting anything twice", async () => {
    for (let turn = 0; turn < 5; turn++) await charge(ledger, { tokens: tokens(10, 5) });
    await report({ uses: [use(tokens(50, 25))] });
    setTime(time, NIGHT);
    const runs = await Promise.all([reconcile(ctx), reconcile(ctx), reconcile(ctx)]);
    const ids = new Set(runs.map(({ id }) => id));
    expect(await foundRows()).toEqual([]);
    const [row] = await rowsOf("SELECT calls, input_tokens FROM ledger_usage");
    expect(row).toEqual({ calls: 5, input_tokens: 50 });
    const finished = await rowsOf("SELECT id FROM reconciliation_runs WHERE state = 'finished'");
    expect(finished).toHaveLength(ids.size);
  });

  it("is forbidden to people who do not run the deployment", async () => {
    const person: Ctx = {
      ...ctx,
      env,
      actor: {
        kind: "user",
        userId: "user_1",
        email: "a@b.c",
        name: "A",
        operator: false,
        sessionId: "sess_1",
        authenticatedAtMs: 0,
      },
    };
    await expect(reconcile(person)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(listDiscrepancies(person)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(fixDiscrepancy(person, "disc_1")).rejects.toMatchObject({ slug: "forbidden" });
    await expect(acceptDiscrepancy(person, "disc_1", { note: "because" })).rejects.toMatchObject({
      slug: "forbidden",
    });
  });
});
