import { afterAll, beforeAll, expect, test } from "vitest";
import { startFakeAnthropic } from "../../../tests/support/ai/fake-anthropic.ts";
import { startFakeOpenAi } from "../../../tests/support/ai/fake-openai.ts";
import type { FakeProvider } from "../../../tests/support/ai/fake-server.ts";
import type { ReportScript } from "../../../tests/support/ai/usage-book.ts";
import { anthropicReports } from "./anthropic-report.ts";
import { openAiReports } from "./openai-report.ts";
import { readReport } from "./read-report.ts";
import type { ReportSource } from "./report-source.ts";

let openai: FakeProvider;
let anthropic: FakeProvider;
let worlds = 0;

beforeAll(async () => {
  [openai, anthropic] = await Promise.all([startFakeOpenAi(), startFakeAnthropic()]);
});

afterAll(async () => {
  await Promise.all([openai.close(), anthropic.close()]);
});

const range = { fromDay: "2026-03-01", toDay: "2026-03-10" };

function world(provider: "openai" | "anthropic", script: ReportScript): ReportSource {
  worlds += 1;
  const isOpenAi = provider === "openai";
  const adminKey = isOpenAi ? `sk-admin-${worlds}` : `sk-ant-admin-${worlds}`;
  const fake = isOpenAi ? openai : anthropic;
  fake.reports(adminKey, { ownOnly: true, ...script });
  return isOpenAi
    ? openAiReports({ baseUrl: fake.url, adminKey })
    : anthropicReports({ baseUrl: `${fake.url}/v1`, adminKey });
}

const use = {
  day: "2026-03-04",
  model: "m-1",
  requests: 3,
  input: 100,
  cachedRead: 40,
  cacheWrite5m: 10,
  cacheWrite1h: 5,
  output: 70,
};

test.each(["openai", "anthropic"] as const)(
  "%s: classes are disjoint, costs exact, and days without use are there",
  async (provider) => {
    const days = await readReport(world(provider, { uses: [use] }), range);
    expect(days).toHaveLength(10);
    expect(days.find(({ day }) => day === "2026-03-05")).toMatchObject({ usage: [], costs: [] });
    const reported = days.find(({ day }) => day === use.day);
    expect(reported?.usage).toEqual([
      {
        provider,
        day: use.day,
        model: "m-1",
        requests: provider === "openai" ? 3 : null,
        tokens: { input: 100, cachedRead: 40, cacheWrite: 15, output: 70 },
      },
    ]);
    const costs = reported?.costs ?? [];
    expect(costs.every(({ model }) => model === "m-1")).toBe(true);
    // By the stand-in's list prices of 1, 0.1, 1.25 and 5 dollars per million tokens, rounded once
    // per item.
    const byItem = Object.fromEntries(
      costs.map(({ item, amountMicroUsd }) => [item, amountMicroUsd]),
    );
    expect(Object.values(byItem).reduce((sum, one) => sum + one, 0)).toBe(
      provider === "openai" ? 100 + 4 + 19 + 350 : 100 + 4 + 13 + 6 + 350,
    );
  },
);

test.each(["openai", "anthropic"] as const)("%s: pages are read to the end", async (provider) => {
  const script = { uses: [use], pageBuckets: 3 };
  expect(await readReport(world(provider, script), range)).toEqual(
    await readReport(world(provider, { uses: [use] }), range),
  );
});

test.each(["openai", "anthropic"] as const)(
  "%s: days that the provider leaves out are absent, not empty",
  async (provider) => {
    const days = await readReport(world(provider, { missingDays: ["2026-03-04"] }), range);
    expect(days.map(({ day }) => day)).not.toContain("2026-03-04");
    expect(days).toHaveLength(9);
  },
);

test.each<[ReportScript, string, RegExp]>([
  [{ broken: "loop" }, "protocol", /come round again/],
  [{ broken: "no-next" }, "protocol", /does not say where/],
  [{ broken: "not-json" }, "protocol", /not JSON/],
  [{ broken: "wrong-shape" }, "protocol", /another shape at "data"/],
  [{ broken: "day-twice" }, "protocol", /comes twice/],
  [{ broken: "negative", uses: [use] }, "protocol", /cached tokens|another shape/],
  [{ error: { status: 429, retryAfterSeconds: 7 } }, "rate-limited", /429/],
  [{ error: { status: 500 } }, "unavailable", /500/],
])("a report that is %o is refused whole", async (script, kind, words) => {
  for (const provider of ["openai", "anthropic"] as const) {
    const failure = readReport(world(provider, script), range);
    await expect(failure).rejects.toMatchObject({ kind, message: expect.stringMatching(words) });
  }
});

test("how long the provider asks to wait is kept", async () => {
  const source = world("openai", { error: { status: 429, retryAfterSeconds: 7 } });
  await expect(readReport(source, range)).rejects.toMatchObject({ retryAfterMs: 7_000 });
});

test("an ordinary key opens no report and is not told in the error", async () => {
  const source = openAiReports({ baseUrl: openai.url, adminKey: "sk-ordinary-secret" });
  await expect(readReport(source, range)).rejects.toMatchObject({
    kind: "auth",
    message: expect.not.stringContaining("ordinary"),
  });
});

test("a server that is not there is a network failure", async () => {
  const source = anthropicReports({ baseUrl: "http://127.0.0.1:9", adminKey: "sk-ant-admin-x" });
  await expect(readReport(source, range)).rejects.toMatchObject({ kind: "network" });
});

test("the stand-in reports what it answered", async () => {
  openai.script({ tokens: 5, inputTokens: 50, cachedTokens: 20 }, { times: 1, model: "gpt-9" });
  await fetch(`${openai.url}/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: "gpt-9", messages: [{ role: "user", content: "Hi" }] }),
  });
  const today = new Date().toISOString().slice(0, 10);
  const source = openAiReports({ baseUrl: openai.url, adminKey: "sk-admin-answered" });
  const [day] = await readReport(source, { fromDay: today, toDay: today });
  expect(day?.usage).toMatchObject([
    { model: "gpt-9", tokens: { input: 30, cachedRead: 20, cacheWrite: 0, output: 5 } },
  ]);
});
