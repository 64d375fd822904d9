import { expect, test } from "vitest";
import type { TokenCounts } from "#core/pricing";
import { addDays } from "#features/provider-usage";
import { decideDiscrepancies } from "./decide-discrepancies.ts";
import {
  type LedgerDay,
  ledgerEntries,
  matchModel,
  noTokens,
  reportedEntries,
  reportEntry,
} from "./decide-usage.ts";

const known = new Set(["gpt-5-mini", "claude-haiku-4-5", "o9-2026-01-01"]);

test.each([
  ["gpt-5-mini", "gpt-5-mini"],
  ["gpt-5-mini-2026-08-07", "gpt-5-mini"],
  ["claude-haiku-4-5-20251001", "claude-haiku-4-5"],
  ["o9-2026-01-01", "o9-2026-01-01"],
  ["gpt-9-2026-08-07", "gpt-9-2026-08-07"],
  ["gpt-5-mini-turbo", "gpt-5-mini-turbo"],
])("the provider's %s is our %s", (reported, ours) => {
  expect(matchModel(reported, known)).toBe(ours);
});

function tokens(input: number, output: number): TokenCounts {
  return { input, output, cachedRead: 0, cacheWrite: 0 };
}

function reported(model: string, day: string, counts: TokenCounts) {
  return { provider: "openai", day, model, requests: 1, tokens: counts };
}

function ledgerDay(day: string, more: Partial<LedgerDay> = {}): LedgerDay {
  return {
    provider: "openai",
    day,
    model: "gpt-5-mini",
    calls: 1,
    exact: noTokens,
    earlier: noTokens,
    estimated: noTokens,
    estimatedEarlier: noTokens,
    ...more,
  };
}

const models = { known, priced: known };
const next = (day: string) => addDays(day, 1);

test("snapshots of a model are one record, and what estimates became counts", () => {
  const left = reportedEntries(
    [
      reported("gpt-5-mini", "2026-03-04", tokens(10, 20)),
      reported("gpt-5-mini-2026-08-07", "2026-03-04", tokens(1, 2)),
    ],
    models,
  );
  const right = ledgerEntries(
    [ledgerDay("2026-03-04", { exact: tokens(10, 15), estimated: tokens(1, 7) })],
    next,
  );
  expect(decideDiscrepancies(left, right)).toMatchObject({ drafts: [], matched: 1 });
});

test("a call across midnight may be reported on either day", () => {
  const right = ledgerEntries(
    [
      ledgerDay("2026-03-04", { exact: tokens(100, 100) }),
      ledgerDay("2026-03-05", { exact: tokens(50, 50), earlier: tokens(5, 6) }),
    ],
    next,
  );
  const compare = (first: TokenCounts, second: TokenCounts) =>
    decideDiscrepancies(
      reportedEntries(
        [reported("gpt-5-mini", "2026-03-04", first), reported("gpt-5-mini", "2026-03-05", second)],
        models,
      ),
      right,
    ).drafts.map(({ object }) => object);
  expect(compare(tokens(100, 100), tokens(50, 50))).toEqual([]);
  expect(compare(tokens(105, 106), tokens(45, 44))).toEqual([]);
  expect(compare(tokens(106, 106), tokens(45, 44))).toEqual(["usage:openai:2026-03-04:gpt-5-mini"]);
  expect(compare(tokens(105, 106), tokens(45, 43))).toEqual(["usage:openai:2026-03-05:gpt-5-mini"]);
});

test("a model that has no price is named as such, and no use is no record", () => {
  const left = reportedEntries(
    [reported("gpt-9", "2026-03-04", tokens(1, 1)), reported("gpt-5-mini", "2026-03-04", noTokens)],
    models,
  );
  expect(decideDiscrepancies(left, []).drafts.map(({ type }) => type)).toEqual(["unpriced_usage"]);
});

test("use at a provider without a fetched report has no fix by a verb", () => {
  const row = { ...reported("m", "2026-03-04", tokens(1, 1)), provider: "workers-ai" };
  const [draft] = decideDiscrepancies(reportedEntries([row], models), []).drafts;
  expect(draft?.fixId).toBeNull();
});

test("a late report can be fetched, a revised one only be accepted", () => {
  const { drafts } = decideDiscrepancies(
    [reportEntry("openai", "2026-03-04", "late"), reportEntry("openai", "2026-03-04", "revised")],
    [],
  );
  expect(drafts.map(({ type, fixId }) => ({ type, fixId }))).toEqual([
    { type: "late_report", fixId: "openai:2026-03-04" },
    { type: "late_report", fixId: null },
  ]);
});
