import { expect, test } from "vitest";
import type { Problem } from "#core/problem";
import { parseUsageCsv } from "./parse-usage-csv.ts";

const NOW = Date.UTC(2026, 10, 23, 2);
const header =
  "provider,day,model,requests,input_tokens,cached_read_tokens,cache_write_tokens,output_tokens,cost_usd";

function refusalOf(csv: string): Problem {
  try {
    parseUsageCsv(csv, NOW);
  } catch (thrown) {
    return thrown as Problem;
  }
  throw new Error("the file was taken");
}

test("a file states days of providers, with costs where it has them", () => {
  const { rows, days } = parseUsageCsv(
    [
      header,
      "workers-ai,2026-11-21,@cf/openai/gpt-oss-120b,3,100,0,0,50,0.012345",
      "workers-ai,2026-11-21,@cf/meta/llama,,7,0,0,9,",
      "workers-ai,2026-11-22,@cf/meta/llama,1,1,2,3,4,-0.5",
    ].join("\n"),
    NOW,
  );
  expect(rows).toBe(3);
  expect([...days.keys()]).toEqual(["workers-ai"]);
  const [first, second] = days.get("workers-ai") ?? [];
  expect(first).toMatchObject({
    day: "2026-11-21",
    usage: [
      { model: "@cf/openai/gpt-oss-120b", requests: 3, tokens: { input: 100, output: 50 } },
      { model: "@cf/meta/llama", requests: null },
    ],
    costs: [{ amountMicroUsd: 12_345, item: "total" }],
  });
  expect(second?.costs).toMatchObject([{ amountMicroUsd: -500_000 }]);
});

test("columns may come in any order, and those that may be missing may", () => {
  const csv =
    "day,provider,output_tokens,input_tokens,model,cache_write_tokens,cached_read_tokens,note\n" +
    "2026-11-21,acme,4,1,m,3,2,=cmd()\n";
  expect(parseUsageCsv(csv, NOW).days.get("acme")?.[0]?.usage).toMatchObject([
    { requests: null, tokens: { input: 1, cachedRead: 2, cacheWrite: 3, output: 4 } },
  ]);
});

test.each<[string, string, RegExp]>([
  ["a column that is missing", "provider,day\n", /missing: model, input_tokens/],
  ["a column that is there twice", `${header},day\n`, /named twice/],
  ["a file of nothing", header, /no rows/],
  ["tokens that are not whole", "acme,2026-11-21,m,1,1.5,0,0,0,", /Row 2, input_tokens/],
  ["tokens below zero", "acme,2026-11-21,m,1,-1,0,0,0,", /Row 2, input_tokens/],
  ["tokens beyond counting", `acme,2026-11-21,m,1,${"9".repeat(16)},0,0,0,`, /input_tokens/],
  ["a day that the calendar lacks", "acme,2026-02-30,m,1,1,0,0,0,", /Row 2, day/],
  ["a day that is not over", "acme,2026-11-23,m,1,1,0,0,0,", /not over/],
  ["a formula as a model", "acme,2026-11-21,=1+1,1,1,0,0,0,", /Row 2, model/],
  ["a provider with an address", "http://x,2026-11-21,m,1,1,0,0,0,", /Row 2, provider/],
  ["the built-in answerer", "builtin,2026-11-21,m,1,1,0,0,0,", /no outside report/],
  ["a cost that is no amount", "acme,2026-11-21,m,1,1,0,0,0,1e3", /Row 2, cost_usd/],
  ["a quote that stays open", 'acme,2026-11-21,"m,1,1,0,0,0,', /does not close/],
  [
    "the same model of a day twice",
    "acme,2026-11-21,m,1,1,0,0,0,\nacme,2026-11-21,m,1,1,0,0,0,",
    /Row 3: .* twice/,
  ],
])("%s is refused, with where it is", (_, body, words) => {
  const csv = body.startsWith("provider") ? body : `${header}\n${body}`;
  const problem = refusalOf(csv);
  expect(problem.slug).toBe("invalid-input");
  expect(problem.detail).toMatch(words);
  expect(problem.errors?.[0]?.pointer).toMatch(/^\/csv/);
});

test("a refusal names a limited number of wrong fields", () => {
  const rows = Array.from({ length: 200 }, () => "?,?,?,?,?,?,?,?,?");
  expect(refusalOf([header, ...rows].join("\n")).errors).toHaveLength(50);
});
