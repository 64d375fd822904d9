import fc from "fast-check";
import { expect, test } from "vitest";
import { auditPage, type AuditCursor, type AuditedBook, type AuditPage } from "./audit-page.ts";
import { quickHash } from "./simulation/account.ts";
import { Scenario } from "./simulation/scenario.ts";

function bookOf(scenario: Scenario): AuditedBook {
  const { account, transactions } = scenario;
  const closed = () =>
    account.store
      .holds()
      .filter(({ status }) => status !== "open")
      .sort((one, other) => one.seq - other.seq);
  return {
    get state() {
      return account.state;
    },
    hash: quickHash,
    transactions: (afterSeq, limit) => transactions.slice(afterSeq, afterSeq + limit),
    findGrant: (seq) => account.store.grants().find((grant) => grant.seq === seq),
    closedHolds: (afterSeq, limit) =>
      closed()
        .filter(({ seq }) => seq > afterSeq)
        .slice(0, limit),
  };
}

/** All steps of an audit; its cursor goes through JSON each time, as it does between two runs. */
function auditInSteps(scenario: Scenario, limit: number, between: () => void = () => undefined) {
  let cursor: AuditCursor | null = null;
  for (let steps = 1; steps < 10_000; steps++) {
    const page: AuditPage = auditPage(bookOf(scenario), cursor, limit);
    if (page.done) return { report: page.report, steps };
    cursor = JSON.parse(JSON.stringify(page.cursor)) as AuditCursor;
    between();
  }
  throw new Error("the audit does not end");
}

function worked(pairs: number): Scenario {
  const scenario = new Scenario();
  scenario.grant(1_000_000);
  for (let pair = 0; pair < pairs; pair++) {
    const { holdId } = scenario.hold(5);
    if (pair % 3 === 0) scenario.do("release", { holdId, reason: "test" });
    else scenario.settle(holdId, 3);
  }
  scenario.hold(4);
  return scenario;
}

test("an audit in steps says what one in a single step says, whatever their length", () => {
  const scenario = worked(40);
  const whole = auditInSteps(scenario, 10_000);
  expect(whole.steps).toBe(1);
  expect(whole.report).toMatchObject({ ok: true, findings: [], openHolds: 1 });
  expect(whole.report).toEqual(scenario.account.audit());
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), (limit) => {
      expect(auditInSteps(scenario, limit).report).toEqual(whole.report);
    }),
  );
});

test("what is booked between two steps is part of the audit", () => {
  const scenario = worked(10);
  const { report } = auditInSteps(scenario, 4, () => {
    if (scenario.transactions.length < 60) scenario.settle(scenario.hold(2).holdId, 1);
  });
  expect(report.transactions).toBe(scenario.transactions.length);
  expect(report).toMatchObject({ ok: true, findings: [] });
});

test("a cursor does not grow with the book", () => {
  const sizeAfter = (pairs: number) => {
    const page = auditPage(bookOf(worked(pairs)), null, pairs * 2);
    return page.done ? 0 : JSON.stringify(page.cursor).length;
  };
  expect(sizeAfter(400)).toBeLessThan(sizeAfter(40) + 50);
});

test("what is wrong is found in steps too, and remembered until the report", () => {
  const scenario = worked(20);
  const forged = scenario.transactions[2];
  if (forged !== undefined) scenario.transactions[2] = { ...forged, balanceMicroPt: 1 };
  const [hold] = scenario.account.store.holds();
  const book = bookOf(scenario);
  const closedHolds: AuditedBook["closedHolds"] = (afterSeq, limit) => {
    const held = book.closedHolds(afterSeq, limit);
    return held.map((one) =>
      one.id === hold?.id ? Object.assign({}, one, { amountMicroPt: 1 }) : one,
    );
  };
  let page = auditPage({ ...book, state: book.state, closedHolds }, null, 7);
  while (!page.done) {
    page = auditPage({ ...book, state: book.state, closedHolds }, page.cursor, 7);
  }
  expect(page.report.findings).toEqual([
    "transaction 3 is as it was hashed",
    "the balance stated by transaction 3 is the sum of its past",
    `hold ${hold?.id} is the sum of its buckets`,
  ]);
});
