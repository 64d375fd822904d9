import { describe, expect, test } from "vitest";
import { DAY_MS } from "#core/time";
import { chainHash } from "./chart.ts";
import type { Transaction } from "./chart.ts";
import { Draft } from "./draft.ts";
import { quickHash } from "./simulation/account.ts";
import { PT, Scenario, START_AT_MS } from "./simulation/scenario.ts";

function draftOf(book: Scenario): Draft {
  const { account, nowMs } = book;
  return new Draft({ state: account.state, history: account.store, hash: quickHash }, nowMs, null);
}

function funded(): Scenario {
  const book = new Scenario();
  book.grant(5);
  return book;
}

describe("a draft refuses to write what cannot be", () => {
  const available = (amountMicroPt: number, grantSeq: number | null = 1) => ({
    side: "available" as const,
    amountMicroPt,
    grantSeq,
  });
  const held = (amountMicroPt: number, grantSeq: number | null = 1) => ({
    side: "held" as const,
    amountMicroPt,
    grantSeq,
  });
  const issued = (amountMicroPt: number) => ({ side: "platform:issued" as const, amountMicroPt });

  test.each([
    [
      "entries that do not sum to zero",
      [available(2), issued(-1)],
      "entries of grant sum to zero, not 1",
    ],
    ["a fraction", [available(0.5), issued(-0.5)], "0.5 is a whole micro-PT"],
    ["more than a grant has", [available(-6 * PT), issued(6 * PT)], "grant 1 has what is taken"],
    ["more than a grant holds", [held(-1), issued(1)], "grant 1 holds what is taken"],
    ["held PT without a grant", [held(1, null), issued(-1)], "held PT belong to a grant"],
    ["more than the debt", [available(1, null), issued(-1)], "debt is never overpaid"],
    ["a grant that is not there", [available(1, 7), issued(-1)], "grant 7 exists"],
  ])("%s", (_, lines, message) => {
    expect(() => draftOf(funded()).post({ kind: "grant", lines })).toThrow(message);
  });

  test("all of a grant, and debt in a clawback, can be written", () => {
    const draft = draftOf(funded());
    const lines = [available(-5 * PT), available(-PT, null), issued(6 * PT)];
    const { balanceMicroPt, entrySeq } = draft.post({ kind: "clawback", lines });
    expect([balanceMicroPt, entrySeq]).toEqual([-PT, 5]);
    expect(draft.head).toMatchObject({ availableMicroPt: 0, debtMicroPt: PT });
  });
});

test("a draft that is dropped leaves no trace", () => {
  const book = funded();
  const before = structuredClone(book.account.state);
  const draft = draftOf(book);
  draft.post({
    kind: "hold",
    lines: [
      { side: "available", amountMicroPt: -PT, grantSeq: 1 },
      { side: "held", amountMicroPt: PT, grantSeq: 1 },
    ],
  });
  expect(book.account.state).toEqual(before);
});

test("new grants can be spent in the draft that made them, in their place of the burn order", () => {
  const book = funded();
  book.grant(1, { priority: 90 });
  const draft = draftOf(book);
  const add = (priority: number, expiresAtMs: number | null) => {
    const source = { type: "t", id: String(priority) };
    const grant = { kind: "topup" as const, priority, expiresAtMs, amountMicroPt: PT, source };
    const { seq } = draft.addGrant(grant);
    draft.post({
      kind: "grant",
      lines: [
        { side: "available", amountMicroPt: PT, grantSeq: seq },
        { side: "platform:issued", amountMicroPt: -PT },
      ],
    });
  };
  add(60, null);
  add(10, null);
  add(20, START_AT_MS);
  expect(draft.spendable().map(({ priority }) => priority)).toEqual([10, 50, 60, 90]);
});

describe("a change", () => {
  test("tells what is new from what has changed, once each", () => {
    const book = funded();
    const { holdId } = book.hold(3);
    book.settle(holdId, 2);
    const [grant, hold, settle] = book.commits.map(([change]) => change!);
    const seqs = (rows: readonly { seq: number }[]) => rows.map(({ seq }) => seq);
    expect([seqs(grant!.grantsAdded), seqs(grant!.grantsChanged)]).toEqual([[1], []]);
    expect([seqs(hold!.grantsAdded), seqs(hold!.grantsChanged)]).toEqual([[], [1]]);
    expect([seqs(hold!.holdsAdded), seqs(hold!.holdsChanged)]).toEqual([[2], []]);
    expect([seqs(settle!.holdsAdded), seqs(settle!.holdsChanged)]).toEqual([[], [2]]);
    expect("period" in hold!).toBe(false);
  });

  test("stores the reply with the command and nothing with what time did", () => {
    const book = new Scenario();
    const reply = book.grant(5, { expiresAtMs: START_AT_MS + DAY_MS });
    book.later(DAY_MS).wake();
    const [granted, swept] = book.commits.map(([change]) => change!);
    expect(granted!.reply).toBe(JSON.stringify(reply));
    expect(swept!.reply).toBeNull();
    expect(swept!.transactions[0]!.key).toBeNull();
  });

  test("names every notice apart, in the shape of other ids", () => {
    const period = { plan: "pro", startsAtMs: START_AT_MS, endsAtMs: START_AT_MS + 30 * DAY_MS };
    const book = new Scenario();
    book.grant(10, { kind: "plan", period });
    book.charge(5);
    book.charge(5);
    const notices = book.commits.flatMap((commit) => commit.flatMap((change) => change.notices));
    const ids = notices.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(4);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, atMs } of notices) {
      expect(id).toMatch(/^ntc_[0-9A-HJKMNP-TV-Z]{26}$/);
      expect(atMs).toBeGreaterThanOrEqual(START_AT_MS);
    }
  });
});

test("the chain's text says everything, so that no two transactions share it", () => {
  const transaction: Omit<Transaction, "hash"> = {
    seq: 2,
    atMs: 3,
    kind: "hold",
    key: null,
    body: null,
    holdSeq: null,
    relatedSeq: null,
    balanceMicroPt: 5,
    heldMicroPt: 6,
    entrySeq: 8,
    entries: [
      { seq: 7, side: "available", amountMicroPt: -1, grantSeq: 9 },
      { seq: 8, side: "platform:issued", amountMicroPt: 1, grantSeq: null },
    ],
  };
  const text = (one: Omit<Transaction, "hash">) => chainHash((said) => said, "before", one);
  expect(text(transaction)).toBe(
    "before\n2 3 hold - - 5 6 2\n7 available -1 9\n8 platform:issued 1 -\nnull\n",
  );
  const linked = { ...transaction, key: "k\n", body: "{}", holdSeq: 1, relatedSeq: 4, entries: [] };
  expect(text(linked)).toBe('before\n2 3 hold 1 4 5 6 0\n"k\\n"\n{}');
});
