import { describe, expect, test } from "vitest";
import { isId } from "#core/ids";
import { DAY_MS } from "#core/time";
import { EXPIRING_MAX, balanceOf } from "./balance.ts";
import { appendBuckets, splitBuckets } from "./burn-order.ts";
import { canonicalJson } from "./canonical.ts";
import { GroupCommit } from "./group-commit.ts";
import { SEQ_MAX, findSeq, fingerprintOf, ledgerId } from "./ledger-ids.ts";
import { percentOf } from "./period.ts";
import { quickHash } from "./simulation/account.ts";
import { PT, Scenario, START_AT_MS } from "./simulation/scenario.ts";
import { firstDueAtMs } from "./state.ts";

describe("canonical JSON", () => {
  test.each([
    [{ b: 1, a: [2, { d: null, c: "x" }] }, '{"a":[2,{"c":"x","d":null}],"b":1}'],
    [{ a: undefined, b: true }, '{"b":true}'],
    [[undefined, 1], "[null,1]"],
    [{}, "{}"],
    ["ü\n", '"ü\\n"'],
    [null, "null"],
    [{ '"': "}" }, '{"\\"":"}"}'],
  ])("%j", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});

describe("ids", () => {
  const fingerprint = fingerprintOf(quickHash, "acct_1");

  test("look like every other id, sort by time and carry their sequence", () => {
    const ids = [1, 31, 32, 33_000, SEQ_MAX].map((seq) => ({
      seq,
      id: ledgerId("tx", fingerprint, START_AT_MS + seq, seq),
    }));
    for (const { seq, id } of ids) {
      expect(isId("tx", id)).toBe(true);
      expect(findSeq(id)).toBe(seq);
    }
    const sorted = ids.map(({ id }) => id);
    expect(sorted.toSorted()).toEqual(sorted);
    expect(ledgerId("tx", "0123456789", 1, 2)).toBe("tx_00000000010123456789000002");
  });

  test("tell accounts apart", () => {
    expect(fingerprint).toHaveLength(10);
    expect(fingerprintOf(quickHash, "acct_2")).not.toBe(fingerprint);
  });

  test.each(["", "12345", "tx_!!!!!!", "ILOU12"])("%s carries none", (id) => {
    expect(findSeq(id)).toBeUndefined();
  });
});

describe("buckets", () => {
  const bucket = (grantSeq: number, amountMicroPt: number) => ({ grantSeq, amountMicroPt });

  test("only neighbours of one grant are joined", () => {
    expect(appendBuckets([bucket(1, 2), bucket(2, 3)], [bucket(2, 1), bucket(1, 4)])).toEqual([
      bucket(1, 2),
      bucket(2, 4),
      bucket(1, 4),
    ]);
    expect(appendBuckets([], [])).toEqual([]);
  });

  test("a split divides the bucket it falls into", () => {
    const all = [bucket(1, 2), bucket(2, 3), bucket(3, 4)];
    expect(splitBuckets(all, 4)).toEqual({
      first: [bucket(1, 2), bucket(2, 2)],
      rest: [bucket(2, 1), bucket(3, 4)],
    });
    expect(splitBuckets(all, 0)).toEqual({ first: [], rest: all });
    expect(splitBuckets(all, 99)).toEqual({ first: all, rest: [] });
  });
});

test("percentages are exact for whole PT and never round up", () => {
  expect(percentOf(100 * PT, 25)).toBe(25 * PT);
  expect(percentOf(10 * PT, 95)).toBe(9_500_000);
  expect(percentOf(3, 50)).toBe(1);
});

describe("balance", () => {
  const period = { plan: "pro", startsAtMs: START_AT_MS, endsAtMs: START_AT_MS + 30 * DAY_MS };

  test("of an untouched account is nothing", () => {
    expect(balanceOf(new Scenario().account.state, START_AT_MS)).toEqual({
      accountId: "acct_1",
      balanceMicroPt: 0,
      heldMicroPt: 0,
      availableMicroPt: 0,
      debtMicroPt: 0,
      expiring: [],
      plan: null,
      periodEndsAtMs: null,
      periodUsedPercent: null,
      seq: 0,
      atMs: 0,
    });
  });

  test("shows what is held, what will expire and how much of the plan is used", () => {
    const book = new Scenario();
    book.grant(200, { kind: "plan", period, expiresAtMs: period.endsAtMs });
    book.grant(7, { expiresAtMs: period.endsAtMs });
    book.grant(5, { expiresAtMs: START_AT_MS + DAY_MS, priority: 90 });
    book.grant(3);
    book.charge(99);
    book.hold(10);
    const { state } = book.account;
    expect(balanceOf(state, book.nowMs)).toMatchObject({
      balanceMicroPt: 116 * PT,
      heldMicroPt: 10 * PT,
      availableMicroPt: 106 * PT,
      expiring: [
        { amountMicroPt: 5 * PT, expiresAtMs: START_AT_MS + DAY_MS },
        { amountMicroPt: 98 * PT, expiresAtMs: period.endsAtMs },
      ],
      plan: "pro",
      periodEndsAtMs: period.endsAtMs,
      periodUsedPercent: 49,
      seq: state.head.entrySeq,
      atMs: state.head.lastAtMs,
    });
    expect(balanceOf(state, period.endsAtMs - 1).plan).toBe("pro");
    expect(balanceOf(state, period.endsAtMs)).toMatchObject({
      plan: null,
      periodEndsAtMs: null,
      periodUsedPercent: null,
    });
  });

  test("a grant that is wholly held is not listed as expiring", () => {
    const book = new Scenario();
    book.grant(5, { expiresAtMs: START_AT_MS + DAY_MS });
    book.hold(5);
    expect(balanceOf(book.account.state, book.nowMs).expiring).toEqual([]);
  });

  test("lists a limited number of dates, soonest first", () => {
    const book = new Scenario();
    for (let day = 12; day > 0; day--) book.grant(1, { expiresAtMs: START_AT_MS + day * DAY_MS });
    const { expiring } = balanceOf(book.account.state, book.nowMs);
    expect(expiring).toHaveLength(EXPIRING_MAX);
    expect(expiring[0]?.expiresAtMs).toBe(START_AT_MS + DAY_MS);
  });

  test("debt makes what is available negative", () => {
    const book = new Scenario();
    const source = { type: "payment", id: "p" };
    book.grant(5, { source });
    book.charge(5);
    book.do("clawback", { source, cause: { type: "refund", refundedTotalMicroPt: 5 * PT } });
    expect(balanceOf(book.account.state, book.nowMs)).toMatchObject({
      balanceMicroPt: -5 * PT,
      availableMicroPt: -5 * PT,
      debtMicroPt: 5 * PT,
    });
  });
});

describe("when something is due", () => {
  test("is the first hold or grant, and never later than that in memory", () => {
    const book = new Scenario();
    expect(book.account.state.dueAtMs).toBe(Infinity);
    book.grant(5);
    expect(book.account.state.dueAtMs).toBe(Infinity);
    book.grant(5, { expiresAtMs: START_AT_MS + DAY_MS });
    expect(book.account.state.dueAtMs).toBe(START_AT_MS + DAY_MS);
    const { holdId, expiresAtMs } = book.hold(5);
    expect(book.account.state.dueAtMs).toBe(expiresAtMs);
    expect(firstDueAtMs(book.account.state)).toBe(expiresAtMs);
    book.settle(holdId, 1);
    expect(firstDueAtMs(book.account.state)).toBe(START_AT_MS + DAY_MS);
    book.account.crash();
    expect(book.account.state.dueAtMs).toBe(START_AT_MS + DAY_MS);
  });

  test("a grant that is wholly held is due only when PT come back to it", () => {
    const book = new Scenario();
    book.grant(5, { expiresAtMs: START_AT_MS + DAY_MS });
    const { holdId } = book.hold(5, { timeoutMs: DAY_MS });
    book.account.crash();
    expect(firstDueAtMs(book.account.state)).toBe(START_AT_MS + DAY_MS);
    book.settle(holdId, 4);
    expect(book.account.state.dueAtMs).toBe(START_AT_MS + DAY_MS);
  });
});

describe("memory", () => {
  test("does not grow with history", () => {
    const book = new Scenario();
    for (let turn = 0; turn < 200; turn++) {
      book.grant(1);
      book.charge(1);
    }
    const { grants, holds, order } = book.account.state;
    expect([grants.size, holds.size, order.length]).toEqual([0, 0, 0]);
  });
});

describe("group commit", () => {
  function harness() {
    const batches: string[][] = [];
    const gates: { open: () => void; fail: (cause: Error) => void }[] = [];
    const group = new GroupCommit<string, string>(
      () => new Promise((open, fail) => gates.push({ open, fail })),
      (commands) => {
        batches.push([...commands]);
        if (commands.includes("broken")) throw new Error("broken");
        return commands.map((command) => `${command}!`);
      },
    );
    return { batches, gates, group };
  }

  test("the first is applied at once, the others together in their order", async () => {
    const { batches, gates, group } = harness();
    const replies = ["a", "b", "c"].map((command) => group.apply(command));
    expect(batches).toEqual([["a"]]);
    gates[0]?.open();
    expect(await Promise.all(replies)).toEqual(["a!", "b!", "c!"]);
    expect(batches).toEqual([["a"], ["b", "c"]]);
  });

  test("at rest again, the next is applied at once", async () => {
    const { batches, gates, group } = harness();
    const first = group.apply("a");
    gates[0]?.open();
    await first;
    await Promise.resolve();
    const second = group.apply("b");
    expect(batches).toEqual([["a"], ["b"]]);
    expect(await second).toBe("b!");
    expect(gates).toHaveLength(2);
  });

  test("one that fails fails alone", async () => {
    const { batches, gates, group } = harness();
    const replies = ["a", "b", "broken", "c"].map((command) => group.apply(command));
    gates[0]?.open();
    const results = await Promise.allSettled(replies);
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(batches.slice(1)).toEqual([["b", "broken", "c"], ["b"], ["broken"], ["c"]]);
  });

  test("those that come while the others are stored are the next to be applied together", async () => {
    const { batches, gates, group } = harness();
    const first = [group.apply("a"), group.apply("b")];
    gates[0]?.open();
    await Promise.all(first);
    const second = [group.apply("c"), group.apply("d")];
    expect(batches).toEqual([["a"], ["b"]]);
    gates[1]?.open();
    expect(await Promise.all(second)).toEqual(["c!", "d!"]);
    expect(batches).toEqual([["a"], ["b"], ["c", "d"]]);
  });

  test("storage that fails fails those that wait, and the next starts anew", async () => {
    const { batches, gates, group } = harness();
    const first = group.apply("a");
    const second = group.apply("b");
    gates[0]?.fail(new Error("disk"));
    expect(await first).toBe("a!");
    await expect(second).rejects.toThrow("disk");
    expect(await group.apply("c")).toBe("c!");
    expect(batches).toEqual([["a"], ["c"]]);
  });
});
