import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "#core/ids";
import { DAY_MS, HOUR_MS } from "#core/time";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import { auditRows } from "#platform/audit.tables";
import { reportSettings, scriptReports } from "../../../tests/support/ai/reports-bench.ts";
import {
  dayEndMs,
  fetchProviderReport,
  importProviderUsage,
  listProviderCosts,
  listProviderUsage,
  listReportConnections,
  listReportDays,
  listUsageImports,
} from "./index.ts";

const DAY = "2026-03-04";
const range = { fromDay: "2026-03-03", toDay: "2026-03-05" };
let worlds = 0;
let world = "";
let nowMs = 0;

function operatorCtx(settings = reportSettings(world)): Ctx {
  const ctx = createCtx(env, { actor: { kind: "job", name: "test" } });
  return { ...ctx, settings: { ...ctx.settings, ...settings }, clock: { now: () => nowMs } };
}

function personCtx(): Ctx {
  const who = { userId: newId("user", 0), email: "a@example.com", name: "A", operator: false };
  return createCtx(env, {
    actor: { kind: "user", sessionId: "sess_1", authenticatedAtMs: 0, ...who },
  });
}

beforeEach(async () => {
  worlds += 1;
  world = `provider-usage-${worlds}`;
  nowMs = dayEndMs(DAY) + 2 * HOUR_MS;
  const tables = ["provider_reports", "provider_usage", "provider_costs", "provider_fetches"];
  await env.DB.batch(
    [...tables, "usage_imports"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
  );
});

const use = { day: DAY, model: "gpt-5-mini", requests: 2, input: 100, cachedRead: 50, output: 30 };

describe("a fetched report", () => {
  it("is kept by day and model with its costs, and fetching it again changes nothing", async () => {
    await scriptReports(world, { openai: { uses: [use] } });
    const ctx = operatorCtx();
    expect(await fetchProviderReport(ctx, "openai", range)).toEqual({ days: 3 });
    const usage = await listProviderUsage(ctx, range);
    expect(usage).toEqual([
      {
        provider: "openai",
        day: DAY,
        model: "gpt-5-mini",
        requests: 2,
        tokens: { input: 100, cachedRead: 50, cacheWrite: 0, output: 30 },
      },
    ]);
    const costs = await listProviderCosts(ctx, range);
    expect(costs.map(({ amountMicroUsd }) => amountMicroUsd).toSorted((a, b) => a - b)).toEqual([
      5, 100, 150,
    ]);
    await fetchProviderReport(ctx, "openai", range);
    expect(await listProviderUsage(ctx, range)).toEqual(usage);
    expect(await listProviderCosts(ctx, range)).toEqual(costs);
  });

  it("is replaced whole when it changes, and final only when it stays", async () => {
    await scriptReports(world, { openai: { uses: [use, { ...use, model: "gone" }] } });
    const ctx = operatorCtx();
    await fetchProviderReport(ctx, "openai", range);
    nowMs += DAY_MS;
    await scriptReports(world, { openai: { uses: [{ ...use, output: 31 }] } });
    await fetchProviderReport(ctx, "openai", range);
    expect(await listProviderUsage(ctx, range)).toMatchObject([{ tokens: { output: 31 } }]);
    const dayState = async () =>
      (await listReportDays(ctx, range)).find(({ day }) => day === DAY) ?? null;
    expect(await dayState()).toMatchObject({ finalAtMs: null });
    nowMs += DAY_MS;
    await fetchProviderReport(ctx, "openai", range);
    expect(await dayState()).toMatchObject({ finalAtMs: nowMs, revisedAtMs: null });
    const finalAtMs = nowMs;
    nowMs += DAY_MS;
    await scriptReports(world, { openai: { uses: [use] } });
    await fetchProviderReport(ctx, "openai", range);
    expect(await dayState()).toMatchObject({ finalAtMs, revisedAtMs: nowMs });
  });

  it("that fails leaves what was there and says why, without the key", async () => {
    await scriptReports(world, { anthropic: { uses: [use] } });
    const ctx = operatorCtx();
    await fetchProviderReport(ctx, "anthropic", range);
    await scriptReports(world, { anthropic: { error: { status: 429, retryAfterSeconds: 60 } } });
    await expect(fetchProviderReport(ctx, "anthropic", range)).rejects.toMatchObject({
      slug: "provider-failed",
      extensions: { provider: "anthropic", reason: "rate-limited", retryAfterMs: 60_000 },
    });
    expect(await listProviderUsage(ctx, range)).toHaveLength(1);
    const connections = await listReportConnections(ctx);
    expect(connections.find(({ provider }) => provider === "anthropic")).toMatchObject({
      state: "failing",
      fetchedAtMs: nowMs,
      failure: expect.stringContaining("429"),
    });
    expect(JSON.stringify(connections)).not.toContain(world);
  });

  it("needs an admin key, and an operator", async () => {
    const bare = operatorCtx({ openaiAdminKey: undefined, anthropicAdminKey: undefined });
    await expect(fetchProviderReport(bare, "openai", range)).rejects.toMatchObject({
      slug: "not-connected",
      extensions: { setting: "OPENAI_ADMIN_KEY" },
    });
    expect(await listReportConnections(bare)).toMatchObject([
      { provider: "openai", state: "not-connected", setting: "OPENAI_ADMIN_KEY" },
      { provider: "anthropic", state: "not-connected", setting: "ANTHROPIC_ADMIN_KEY" },
    ]);
    const ctx = personCtx();
    await expect(fetchProviderReport(ctx, "openai", range)).rejects.toMatchObject({
      slug: "forbidden",
    });
    await expect(listProviderUsage(ctx, range)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(listProviderCosts(ctx, range)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(listReportConnections(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  });
});

const header =
  "provider,day,model,requests,input_tokens,cached_read_tokens,cache_write_tokens,output_tokens,cost_usd";

function fileOf(...rows: string[]) {
  return { filename: "usage.csv", csv: [header, ...rows].join("\n") };
}

describe("an imported file", () => {
  it("is reported usage of whole days, final at once, audited", async () => {
    const ctx = operatorCtx();
    const imported = await importProviderUsage(
      ctx,
      fileOf(
        `workers-ai,${DAY},@cf/openai/gpt-oss-120b,3,10,0,0,5,0.25`,
        `workers-ai,2026-03-03,@cf/openai/gpt-oss-120b,1,7,0,0,2,`,
      ),
    );
    expect(imported).toMatchObject({
      duplicate: false,
      rows: 2,
      providers: ["workers-ai"],
      fromDay: "2026-03-03",
      toDay: DAY,
      importedBy: "job:test",
    });
    expect(await listProviderUsage(ctx, range, "workers-ai")).toHaveLength(2);
    expect(await listProviderCosts(ctx, range)).toMatchObject([{ amountMicroUsd: 250_000 }]);
    expect(await listReportDays(ctx, range)).toMatchObject([
      { day: DAY, source: "csv", finalAtMs: nowMs },
      { day: "2026-03-03", source: "csv", finalAtMs: nowMs },
    ]);
    const audits = await ctx.db.select().from(auditRows);
    expect(audits.filter(({ target }) => target === imported.id)).toMatchObject([
      { action: "provider-usage.imported" },
    ]);
  });

  it("with the same content is taken once, also when both come at once", async () => {
    const ctx = operatorCtx();
    const file = fileOf(`acme,${DAY},m,1,1,0,0,1,`);
    const [one, other] = await Promise.all([
      importProviderUsage(ctx, file),
      importProviderUsage(ctx, { ...file, filename: "again.csv" }),
    ]);
    expect(one.id).toBe(other.id);
    expect([one.duplicate, other.duplicate].filter(Boolean)).toHaveLength(1);
    expect((await listUsageImports(ctx)).items).toHaveLength(1);
  });

  it("replaces the days it names and no others", async () => {
    const ctx = operatorCtx();
    await importProviderUsage(
      ctx,
      fileOf(`acme,${DAY},m,1,1,0,0,1,`, `acme,${DAY},n,1,1,0,0,1,`, `acme,2026-03-03,m,,9,0,0,9,`),
    );
    await importProviderUsage(ctx, fileOf(`acme,${DAY},m,1,2,0,0,2,`));
    expect(await listProviderUsage(ctx, range, "acme")).toMatchObject([
      { day: "2026-03-03", model: "m", tokens: { input: 9 } },
      { day: DAY, model: "m", tokens: { input: 2 } },
    ]);
  });

  it("is refused for a provider whose reports are fetched, and taken when they are not", async () => {
    const file = fileOf(`openai,${DAY},m,1,1,0,0,1,`);
    await expect(importProviderUsage(operatorCtx(), file)).rejects.toMatchObject({
      slug: "conflict",
    });
    const bare = operatorCtx({ openaiAdminKey: undefined });
    expect(await importProviderUsage(bare, file)).toMatchObject({ providers: ["openai"] });
  });

  it("that is wrong in one row leaves nothing behind", async () => {
    const ctx = operatorCtx();
    const file = fileOf(`acme,${DAY},m,1,1,0,0,1,`, `acme,${DAY},n,1,-1,0,0,1,`);
    await expect(importProviderUsage(ctx, file)).rejects.toMatchObject({ slug: "invalid-input" });
    expect(await listProviderUsage(ctx, range)).toEqual([]);
    expect((await listUsageImports(ctx)).items).toEqual([]);
  });

  it("has a limit of days and of characters", async () => {
    const ctx = operatorCtx();
    const days = Array.from({ length: 101 }, (_, index) => `p${index},${DAY},m,1,1,0,0,1,`);
    await expect(importProviderUsage(ctx, fileOf(...days))).rejects.toMatchObject({
      slug: "invalid-input",
    });
    const csv = "x".repeat(1_000_001);
    await expect(importProviderUsage(ctx, { filename: "a", csv })).rejects.toMatchObject({
      slug: "invalid-input",
    });
  });

  it("is the operator's, and its list has pages", async () => {
    const ctx = personCtx();
    const file = fileOf(`acme,${DAY},m,1,1,0,0,1,`);
    await expect(importProviderUsage(ctx, file)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(listUsageImports(ctx)).rejects.toMatchObject({ slug: "forbidden" });
    const operator = operatorCtx();
    for (const model of ["a", "b", "c"]) {
      nowMs += 1;
      await importProviderUsage(operator, fileOf(`acme,${DAY},${model},1,1,0,0,1,`));
    }
    const first = await listUsageImports(operator, { limit: 2 });
    expect(first.items).toHaveLength(2);
    const rest = await listUsageImports(operator, {
      limit: 2,
      cursor: first.nextCursor ?? undefined,
    });
    expect(rest).toMatchObject({ items: [expect.anything()], nextCursor: null });
  });
});
