import { expect, test } from "vitest";
import { reportFacts } from "./report-facts.ts";

test("a report shows its plain members, not its lists and not what the table says", () => {
  const report = {
    ok: true,
    id: "job_1",
    accounts: 3,
    failed: 0,
    findings: [{}],
    day: "2026-11-21",
  };
  expect(reportFacts(report)).toEqual([
    { name: "accounts", value: "3" },
    { name: "failed", value: "0" },
  ]);
});

test("an error stands alone", () => {
  expect(reportFacts({ sent: 2, error: "the database is away" })).toEqual([
    { name: "error", value: "the database is away" },
  ]);
});

test("no report has no facts", () => {
  expect(reportFacts(null)).toEqual([]);
});
