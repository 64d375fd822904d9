import { describe, expect, test } from "vitest";
import { isId } from "#core/ids";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import { PT, Scenario, START_AT_MS } from "./simulation/scenario.ts";

describe("commands and their keys", () => {
  test("the same key and body answers the stored reply and has one effect", () => {
    const book = new Scenario();
    book.grant(10);
    const hold = { type: "hold" as const, key: "k", ...book.holdTerms(4, {}, {}) };
    const first = book.send(hold);
    book.grant(5);
    expect(book.later(HOUR_MS).send(hold)).toEqual(first);
    expect(book.transactions.filter(({ kind }) => kind === "hold")).toHaveLength(1);
  });

  test("members in another order are the same body", () => {
    const book = new Scenario();
    book.grant(10);
    const terms = book.holdTerms(4, {}, {});
    const first = book.send({ type: "hold", key: "k", ...terms });
    const { amountMicroPt, purpose } = terms;
    const turned = { purpose: Object.fromEntries(Object.entries(purpose).toReversed()) };
    const second = book.send({
      ...(turned as typeof terms),
      timeoutMs: undefined,
      amountMicroPt,
      key: "k",
      type: "hold",
    });
    expect(second).toEqual(first);
  });

  test("the same key with another body is refused and changes nothing", () => {
    const book = new Scenario();
    book.grant(10, { key: "k" });
    const count = book.transactions.length;
    expect(book.try("hold", { ...book.holdTerms(4, {}, {}), key: "k" })).toEqual({
      ok: false,
      reason: "key-reused",
      detail: "This key was used for another command.",
      help: [],
    });
    expect(book.transactions).toHaveLength(count);
  });

  test("one source grants once, under whatever key it comes", () => {
    const book = new Scenario();
    const source = { type: "invoice-line", id: "il_1" };
    const first = book.grant(10, { source });
    const again = book.grant(10, { source });
    expect(again).toMatchObject({
      grantId: first.grantId,
      amountMicroPt: 10 * PT,
      duplicate: true,
      balanceMicroPt: 10 * PT,
    });
    expect(again.transactionId).not.toBe(first.transactionId);
    expect(book.grant(10, { source: { type: "payment", id: "il_1" } }).duplicate).toBe(false);
    expect(book.pt.available).toBe(20);
    expect(book.transactions[1]?.entries).toEqual([]);
    expect(book.transactions[1]?.relatedSeq).toBe(1);
  });

  test("a reply carries the balance right after its transaction", () => {
    const book = new Scenario();
    book.grant(10);
    const hold = book.hold(4);
    expect(hold).toEqual({
      transactionId: expect.stringMatching(/^tx_/),
      atMs: START_AT_MS + 1,
      balanceMicroPt: 10 * PT,
      heldMicroPt: 4 * PT,
      availableMicroPt: 6 * PT,
      holdId: expect.stringMatching(/^hold_/),
      amountMicroPt: 4 * PT,
      expiresAtMs: START_AT_MS + 15 * MINUTE_MS,
    });
    const charge = book.settle(hold.holdId, 3);
    expect(charge).toEqual({
      transactionId: expect.stringMatching(/^tx_/),
      atMs: START_AT_MS + 2,
      balanceMicroPt: 7 * PT,
      heldMicroPt: 0,
      availableMicroPt: 7 * PT,
      chargeId: expect.stringMatching(/^chg_/),
      holdId: hold.holdId,
      chargeMicroPt: 3 * PT,
      paidMicroPt: 3 * PT,
      writtenOffMicroPt: 0,
      releasedMicroPt: PT,
      late: false,
    });
    expect(isId("tx", charge.transactionId) && isId("chg", charge.chargeId)).toBe(true);
  });
});

describe("ids of other things", () => {
  test("an unknown hold or charge is refused as such", () => {
    const book = new Scenario();
    book.grant(10);
    const { holdId } = book.hold(4);
    const wrong = `${holdId.slice(0, 8)}X${holdId.slice(9)}`;
    for (const id of ["", "hold_1", "hold_ZZZZZZZZZZ", wrong, "tx_01M7XSTQF06N3MKCFDS3000002"]) {
      const refusal = book.refusal("settle", { holdId: id, chargeMicroPt: 0 });
      expect(refusal).toEqual({
        ok: false,
        reason: "unknown-hold",
        detail: "This account has no such hold.",
        help: [],
      });
      expect(book.refusal("release", { holdId: id, reason: "x" }).reason).toBe("unknown-hold");
      expect(book.refusal("extend", { holdId: id, addMicroPt: 0 }).reason).toBe("unknown-hold");
    }
    for (const chargeId of ["", holdId, holdId.replace("hold", "chg")]) {
      expect(book.refusal("correct", { chargeId, reason: "x" })).toEqual({
        ok: false,
        reason: "unknown-charge",
        detail: "This account has no such charge.",
        help: [],
      });
      const refund = { chargeId, disputeId: "d" };
      expect(book.refusal("refund", refund).reason).toBe("unknown-charge");
      const trueUp = { chargeId, chargeMicroPt: 0 };
      expect(book.refusal("trueUp", trueUp).reason).toBe("unknown-charge");
    }
  });

  test("a closed hold says how it was closed", () => {
    const book = new Scenario();
    book.grant(10);
    const { holdId } = book.hold(4);
    book.do("release", { holdId, reason: "x" });
    const closed = {
      ok: false,
      reason: "hold-closed",
      detail: "The hold is already released.",
      holdStatus: "released",
      help: [],
    };
    expect(book.refusal("settle", { holdId, chargeMicroPt: 0 })).toEqual(closed);
    expect(book.refusal("release", { holdId, reason: "x" })).toEqual(closed);
    expect(book.refusal("extend", { holdId, addMicroPt: 0 })).toEqual(closed);
  });
});

describe("extend", () => {
  test("adds to the hold and starts its timeout again", () => {
    const book = new Scenario();
    book.grant(10);
    const { holdId } = book.hold(4);
    const extended = book.later(10 * MINUTE_MS).do("extend", { holdId, addMicroPt: 3 * PT });
    expect(extended).toMatchObject({
      holdId,
      amountMicroPt: 7 * PT,
      heldMicroPt: 7 * PT,
      expiresAtMs: book.nowMs + 15 * MINUTE_MS,
    });
    book.later(15 * MINUTE_MS - 1).wake();
    expect(book.pt.held).toBe(7);
    expect(book.settle(holdId, 7)).toMatchObject({ paidMicroPt: 7 * PT, releasedMicroPt: 0 });
  });

  test("a new timeout stays the hold's own", () => {
    const book = new Scenario();
    book.grant(10);
    const { holdId } = book.hold(4);
    book.do("extend", { holdId, addMicroPt: 0, timeoutMs: HOUR_MS });
    const kept = book.do("extend", { holdId, addMicroPt: 0 });
    expect(kept.expiresAtMs).toBe(book.nowMs + HOUR_MS);
    book.later(HOUR_MS - 1).wake();
    expect(book.pt.held).toBe(4);
    book.later(1).wake();
    expect(book.pt.held).toBe(0);
  });

  test("what does not fit is refused and the hold stays as it was", () => {
    const book = new Scenario();
    book.grant(10);
    const { holdId } = book.hold(4);
    expect(book.refusal("extend", { holdId, addMicroPt: 7 * PT }).reason).toBe("insufficient");
    expect(book.pt).toEqual({ available: 6, held: 4, debt: 0 });
  });

  test("is linked to its hold", () => {
    const book = new Scenario();
    book.grant(10);
    const { holdId } = book.hold(4);
    book.do("extend", { holdId, addMicroPt: PT });
    expect(book.transactions.at(-1)).toMatchObject({ kind: "extend", holdSeq: 2, relatedSeq: 2 });
    expect(book.transactions.at(-1)?.entries).toMatchObject([
      { side: "available", amountMicroPt: -PT, grantSeq: 1 },
      { side: "held", amountMicroPt: PT, grantSeq: 1 },
    ]);
  });
});

describe("burn order", () => {
  test("is priority, then earliest expiry, then creation", () => {
    const book = new Scenario();
    const soon = START_AT_MS + DAY_MS;
    const grants = [
      book.grant(1, { priority: 60 }),
      book.grant(1),
      book.grant(1, { expiresAtMs: soon + DAY_MS }),
      book.grant(1, { expiresAtMs: soon }),
      book.grant(1, { priority: 10 }),
      book.grant(1),
    ];
    const order = [4, 3, 2, 1, 5, 0];
    for (const index of order) {
      book.charge(1);
      const left = grants.map((grant) => book.left(grant));
      expect(left[index]).toBe(0);
    }
    expect(book.pt.available).toBe(0);
  });

  test("a hold takes from the next grant what the first does not cover", () => {
    const book = new Scenario();
    const first = book.grant(3);
    const second = book.grant(5);
    const { holdId } = book.hold(6);
    expect([book.left(first), book.left(second)]).toEqual([0, 2]);
    book.settle(holdId, 2);
    expect([book.left(first), book.left(second)]).toEqual([1, 5]);
  });
});

describe("expiry", () => {
  const expiresAtMs = START_AT_MS + DAY_MS;

  test("is an explicit entry at its time and not before", () => {
    const book = new Scenario();
    const grant = book.grant(5, { expiresAtMs });
    book.grant(3);
    book.later(DAY_MS - 1).wake();
    expect(book.pt.available).toBe(8);
    book.later(1).wake();
    expect(book.pt.available).toBe(3);
    expect(book.left(grant)).toBe(0);
    expect(book.transactions.at(-1)).toMatchObject({
      kind: "expire-grant",
      key: null,
      body: null,
      entries: [
        { side: "available", amountMicroPt: -5 * PT, grantSeq: 1 },
        { side: "platform:breakage", amountMicroPt: 5 * PT, grantSeq: null },
      ],
    });
    const count = book.transactions.length;
    expect(book.wake().transactions).toHaveLength(count);
  });

  test("comes before any command of the same moment", () => {
    const book = new Scenario();
    book.grant(5, { expiresAtMs });
    expect(book.later(DAY_MS).refusedHold(1)).toMatchObject({
      reason: "insufficient",
      availableMicroPt: 0,
    });
  });

  test("PT under a hold keep their claim and can be charged", () => {
    const book = new Scenario();
    book.grant(5, { expiresAtMs });
    book.later(DAY_MS - MINUTE_MS);
    const { holdId } = book.hold(4);
    book.later(MINUTE_MS).wake();
    expect(book.pt).toEqual({ available: 0, held: 4, debt: 0 });
    expect(book.settle(holdId, 3)).toMatchObject({ paidMicroPt: 3 * PT, releasedMicroPt: PT });
    expect(book.pt).toEqual({ available: 0, held: 0, debt: 0 });
    expect(book.kinds(2)).toEqual(["settle", "expire-grant"]);
    expect(book.side("platform:breakage")).toBe(2);
  });

  test("what a hold gives back to an expired grant expires again", () => {
    const book = new Scenario();
    book.grant(5, { expiresAtMs });
    book.later(DAY_MS - MINUTE_MS);
    const released = book.hold(2);
    book.hold(3);
    book.later(MINUTE_MS).wake();
    book.do("release", { holdId: released.holdId, reason: "x" });
    expect(book.pt).toEqual({ available: 0, held: 3, debt: 0 });
    book.later(15 * MINUTE_MS).wake();
    expect(book.pt).toEqual({ available: 0, held: 0, debt: 0 });
    expect(book.kinds(2)).toEqual(["expire-hold", "expire-grant"]);
    const [hold, grant] = book.transactions.slice(-2);
    expect(grant?.relatedSeq).toBe(hold?.seq);
  });

  test("a grant that comes after its time is booked and expires at once", () => {
    const book = new Scenario();
    const grant = book.grant(5, { expiresAtMs: START_AT_MS });
    expect(grant).toMatchObject({ duplicate: false, availableMicroPt: 0 });
    expect(book.pt.available).toBe(0);
    expect(book.kinds(2)).toEqual(["grant", "expire-grant"]);
  });
});

describe("holds that nobody settles", () => {
  test("end when their own timeout has passed", () => {
    const book = new Scenario();
    book.grant(10);
    const short = book.hold(4, { timeoutMs: MINUTE_MS });
    book.hold(5);
    book.later(MINUTE_MS - 1).wake();
    expect(book.pt.held).toBe(9);
    book.later(1).wake();
    expect(book.pt).toEqual({ available: 5, held: 5, debt: 0 });
    expect(book.transactions.at(-1)).toMatchObject({
      kind: "expire-hold",
      holdSeq: 2,
      relatedSeq: 2,
    });
    const late = { holdId: short.holdId, chargeMicroPt: 7 * PT };
    expect(book.do("settle", late)).toMatchObject({
      paidMicroPt: 5 * PT,
      writtenOffMicroPt: 2 * PT,
      releasedMicroPt: 0,
      late: true,
    });
    expect(book.pt).toEqual({ available: 0, held: 5, debt: 0 });
  });

  test("are not kept waiting by a clock that went back", () => {
    const book = new Scenario();
    book.grant(10);
    book.later(30 * DAY_MS);
    const { holdId } = book.hold(4);
    book.later(-30 * DAY_MS).wake();
    expect(book.account.state.holds.get(2)?.deadlineAtMs).toBe(book.nowMs + 15 * MINUTE_MS);
    book.later(15 * MINUTE_MS - 1).wake();
    expect(book.pt.held).toBe(4);
    book.later(1).wake();
    expect(book.pt.held).toBe(0);
    expect(book.settle(holdId, 1).late).toBe(true);
  });

  test("keep a deadline that is near when the clock goes back a little", () => {
    const book = new Scenario();
    book.grant(10);
    book.hold(4);
    book.later(10 * MINUTE_MS).grant(1);
    const count = book.transactions.length;
    book.later(-MINUTE_MS).wake();
    expect(book.account.state.holds.get(2)?.deadlineAtMs).toBe(START_AT_MS + 15 * MINUTE_MS);
    expect(book.transactions).toHaveLength(count);
    book.later(6 * MINUTE_MS).wake();
    expect(book.pt.held).toBe(0);
  });
});

describe("ledger time", () => {
  test("rises strictly although the clock stands still or goes back", () => {
    const book = new Scenario();
    for (const byMs of [0, 0, -DAY_MS, 5, DAY_MS, 0]) book.later(byMs).grant(1);
    const times = book.transactions.map(({ atMs }) => atMs);
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
    expect(times.slice(0, 3)).toEqual([START_AT_MS, START_AT_MS + 1, START_AT_MS + 2]);
    expect(times.slice(-2)).toEqual([START_AT_MS + 5, START_AT_MS + 6]);
  });
});

describe("transfers", () => {
  const expiresAtMs = START_AT_MS + DAY_MS;

  test("PT keep their kind, priority and expiry, and clearing returns to zero", () => {
    const [from, to] = [new Scenario(), new Scenario()];
    from.grant(3, { kind: "promo", priority: 10, expiresAtMs });
    from.grant(5);
    const sent = from.do("transferOut", {
      transferId: "t",
      toAccountId: "acct_2",
      amountMicroPt: 4 * PT,
    });
    expect(sent).toMatchObject({ amountMicroPt: 4 * PT, duplicate: false });
    expect(sent.parts).toEqual([
      { kind: "promo", priority: 10, expiresAtMs, amountMicroPt: 3 * PT },
      { kind: "topup", priority: 50, expiresAtMs: null, amountMicroPt: PT },
    ]);
    const { parts } = sent;
    const received = to.do("transferIn", { transferId: "t", fromAccountId: "acct_1", parts });
    expect(received).toMatchObject({ amountMicroPt: 4 * PT, duplicate: false });
    expect(received.grantIds.map((id) => to.getGrant(id))).toMatchObject([
      { kind: "promo", priority: 10, expiresAtMs, availableMicroPt: 3 * PT },
      { kind: "topup", priority: 50, expiresAtMs: null, availableMicroPt: PT },
    ]);
    expect(from.side("clearing:transfer") + to.side("clearing:transfer")).toBe(0);
    expect([from.pt.available, to.pt.available]).toEqual([4, 4]);
  });

  test("both halves happen once per transfer, under whatever key", () => {
    const book = new Scenario();
    book.grant(10);
    const out = { transferId: "t", toAccountId: "acct_2", amountMicroPt: 4 * PT };
    const first = book.do("transferOut", out);
    expect(book.do("transferOut", out)).toMatchObject({ duplicate: true, parts: first.parts });
    expect(book.pt.available).toBe(6);
    const into = { transferId: "t", fromAccountId: "acct_2", parts: first.parts };
    const back = book.do("transferIn", into);
    const again = book.do("transferIn", into);
    expect(again).toMatchObject({ duplicate: true, grantIds: back.grantIds });
    expect(book.pt.available).toBe(10);
    expect(book.kinds(4)).toEqual(["transfer-out", "transfer-out", "transfer-in", "transfer-in"]);
  });

  test("all is what is available, held PT stay, and nothing is a fine amount", () => {
    const book = new Scenario();
    book.grant(10);
    book.hold(4);
    const out = { toAccountId: "acct_2", amountMicroPt: "all" as const };
    expect(book.do("transferOut", { ...out, transferId: "t1" }).amountMicroPt).toBe(6 * PT);
    expect(book.do("transferOut", { ...out, transferId: "t2" })).toMatchObject({
      amountMicroPt: 0,
      parts: [],
    });
    expect(book.pt).toEqual({ available: 0, held: 4, debt: 0 });
  });

  test("more than is available is refused", () => {
    const book = new Scenario();
    book.grant(3);
    const out = { transferId: "t", toAccountId: "acct_2", amountMicroPt: 4 * PT };
    expect(book.refusal("transferOut", out)).toMatchObject({
      reason: "insufficient",
      detail: "There are not enough PT available.",
      neededMicroPt: 4 * PT,
      availableMicroPt: 3 * PT,
      help: ["top-up"],
    });
  });

  test("what has expired on the way expires where it arrives, and debt is paid first", () => {
    const book = new Scenario();
    const parts = [
      { kind: "promo" as const, priority: 10, expiresAtMs: START_AT_MS, amountMicroPt: 3 * PT },
      { kind: "topup" as const, priority: 50, expiresAtMs: null, amountMicroPt: 4 * PT },
    ];
    book.grant(2, { source: { type: "payment", id: "p" } });
    book.charge(2);
    book.do("clawback", {
      source: { type: "payment", id: "p" },
      cause: { type: "refund", refundedTotalMicroPt: 2 * PT },
    });
    book.do("transferIn", { transferId: "t", fromAccountId: "acct_2", parts });
    expect(book.pt).toEqual({ available: 2, held: 0, debt: 0 });
    expect(book.kinds(3)).toEqual(["transfer-in", "expire-grant", "repay"]);
  });
});

test("every kind of transaction is called by its name", () => {
  const book = new Scenario();
  const source = { type: "payment", id: "p" };
  book.grant(20, { source });
  book.grant(20, { source });
  const { holdId } = book.hold(2);
  book.do("extend", { holdId, addMicroPt: 0 });
  const { chargeId } = book.settle(holdId, 2, { estimated: true });
  book.do("trueUp", { chargeId, chargeMicroPt: 2 * PT });
  book.do("correct", { chargeId, reason: "x", amountMicroPt: PT });
  book.do("refund", { chargeId, disputeId: "d" });
  book.do("release", { holdId: book.hold(1).holdId, reason: "x" });
  book.do("clawback", { source, cause: { type: "refund", refundedTotalMicroPt: 0 } });
  book.do("bookPlatform", { amountMicroPt: PT, purpose: "title" });
  expect(book.kinds(99)).toEqual([
    "grant",
    "grant",
    "hold",
    "extend",
    "settle",
    "true-up",
    "correct",
    "refund",
    "hold",
    "release",
    "clawback",
    "platform",
  ]);
});

test("a fault of the caller is refused as invalid", () => {
  const book = new Scenario();
  const terms = book.holdTerms(-1, {}, {});
  expect(book.refusal("hold", terms)).toMatchObject({ reason: "invalid", help: [] });
  expect(book.transactions).toEqual([]);
});

test("an account carries no more than sums can hold exactly", () => {
  const book = new Scenario();
  const largest = 1_000_000_000;
  for (let grants = 0; grants < 4; grants++) book.grant(largest);
  const source = { type: "payment", id: "one too many" };
  const grant = { kind: "topup" as const, amountMicroPt: PT, source };
  expect(book.refusal("grant", grant)).toMatchObject({ reason: "invalid" });
  book.charge(1);
  book.do("grant", grant);
  const part = { kind: "topup" as const, priority: 1, expiresAtMs: null, amountMicroPt: 1 };
  const into = { transferId: "t", fromAccountId: "acct_2", parts: [part] };
  expect(book.refusal("transferIn", into)).toMatchObject({
    reason: "invalid",
    detail: "An account carries at most 4000000000000000 micro-PT.",
  });
});
