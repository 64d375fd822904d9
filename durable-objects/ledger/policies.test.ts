import { describe, expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "#core/time";
import { PT, Scenario, START_AT_MS } from "./simulation/scenario.ts";

describe("usage above the hold and above the balance", () => {
  test("the user pays down to zero, the rest is written off and reported", () => {
    const book = new Scenario();
    book.grant(10);
    const charge = book.settle(book.hold(6).holdId, 15);
    expect(charge).toMatchObject({
      chargeMicroPt: 15 * PT,
      paidMicroPt: 10 * PT,
      writtenOffMicroPt: 5 * PT,
      releasedMicroPt: 0,
    });
    expect(book.pt).toEqual({ available: 0, held: 0, debt: 0 });
    expect(book.side("platform:revenue")).toBe(15);
    expect(book.side("platform:writeoff")).toBe(-5);
    const { chargeId } = charge;
    expect(book.notices).toEqual([{ kind: "written-off", chargeId, amountMicroPt: 5 * PT }]);
  });

  test("above the hold but within the balance the user pays all of it", () => {
    const book = new Scenario();
    book.grant(10);
    expect(book.settle(book.hold(6).holdId, 9)).toMatchObject({ paidMicroPt: 9 * PT });
    expect(book.pt.available).toBe(1);
    expect(book.notices).toEqual([]);
  });

  test("it never takes what another hold has reserved", () => {
    const book = new Scenario();
    book.grant(10);
    const first = book.hold(4);
    const second = book.hold(5);
    expect(book.settle(first.holdId, 9)).toMatchObject({
      paidMicroPt: 5 * PT,
      writtenOffMicroPt: 4 * PT,
    });
    expect(book.settle(second.holdId, 5)).toMatchObject({ paidMicroPt: 5 * PT });
  });
});

describe("provider error", () => {
  test("a release gives everything back and the platform bears the cost", () => {
    const book = new Scenario();
    book.grant(10);
    const { holdId } = book.hold(6);
    const released = book.do("release", { holdId, reason: "provider-error" });
    expect(released).toMatchObject({ releasedMicroPt: 6 * PT, availableMicroPt: 10 * PT });
    book.do("bookPlatform", { amountMicroPt: 2 * PT, purpose: "failed-turn" });
    expect(book.pt.available).toBe(10);
    expect([book.side("platform:expense"), book.side("platform:revenue")]).toEqual([-2, 2]);
  });
});

describe("user presses Stop", () => {
  test("an estimated charge is trued up downwards by restoring the difference", () => {
    const book = new Scenario();
    const grant = book.grant(10);
    const { chargeId } = book.charge(6, {}, { estimated: true });
    const trued = book.do("trueUp", { chargeId, chargeMicroPt: 4 * PT });
    expect(trued).toMatchObject({
      chargeMicroPt: 4 * PT,
      paidMicroPt: 4 * PT,
      writtenOffMicroPt: 0,
      returnedMicroPt: 2 * PT,
    });
    expect(book.left(grant)).toBe(6);
    expect(book.side("platform:revenue")).toBe(4);
  });

  test("upwards the user pays down to zero and the rest is written off and reported", () => {
    const book = new Scenario();
    book.grant(10);
    const { chargeId } = book.charge(6, {}, { estimated: true });
    const trued = book.do("trueUp", { chargeId, chargeMicroPt: 13 * PT });
    expect(trued).toMatchObject({
      chargeMicroPt: 13 * PT,
      paidMicroPt: 10 * PT,
      writtenOffMicroPt: 3 * PT,
      returnedMicroPt: 0,
    });
    expect(book.notices).toEqual([{ kind: "written-off", chargeId, amountMicroPt: 3 * PT }]);
  });

  test("it is trued up once, and only an estimate is", () => {
    const book = new Scenario();
    book.grant(10);
    const { chargeId } = book.charge(3, {}, { estimated: true });
    book.do("trueUp", { chargeId, chargeMicroPt: 3 * PT });
    expect(book.refusal("trueUp", { chargeId, chargeMicroPt: PT }).reason).toBe("not-estimated");
    const exact = book.charge(3);
    const again = { chargeId: exact.chargeId, chargeMicroPt: PT };
    expect(book.refusal("trueUp", again).reason).toBe("not-estimated");
  });

  test("after part of it was given back, a higher truth is the platform's", () => {
    const book = new Scenario();
    book.grant(10);
    const { chargeId } = book.charge(4, {}, { estimated: true });
    book.do("refund", { chargeId, disputeId: "d1", amountMicroPt: PT });
    const trued = book.do("trueUp", { chargeId, chargeMicroPt: 6 * PT });
    expect(trued).toMatchObject({ paidMicroPt: 4 * PT, writtenOffMicroPt: 2 * PT });
    expect(book.pt.available).toBe(7);
  });

  test("what a true-up gives back to an expired grant expires again, and debt is paid first", () => {
    const book = new Scenario();
    const grant = book.grant(6, { expiresAtMs: START_AT_MS + DAY_MS });
    const { chargeId } = book.charge(6, {}, { estimated: true });
    book.later(DAY_MS).do("trueUp", { chargeId, chargeMicroPt: 4 * PT });
    expect(book.left(grant)).toBe(0);
    expect(book.kinds(2)).toEqual(["true-up", "expire-grant"]);

    const source = { type: "payment", id: "p" };
    const owing = new Scenario();
    owing.grant(10, { source });
    const estimate = owing.charge(10, {}, { estimated: true });
    const cause = { type: "refund" as const, refundedTotalMicroPt: 10 * PT };
    owing.do("clawback", { source, cause });
    owing.do("trueUp", { chargeId: estimate.chargeId, chargeMicroPt: 7 * PT });
    expect(owing.pt).toEqual({ available: 0, held: 0, debt: 7 });
    expect(owing.kinds(2)).toEqual(["true-up", "repay"]);
  });

  test("in debt nothing more is taken", () => {
    const book = new Scenario();
    book.grant(10, { source: { type: "payment", id: "p" } });
    const { chargeId } = book.charge(6, {}, { estimated: true });
    const source = { type: "payment", id: "p" };
    const cause = { type: "refund" as const, refundedTotalMicroPt: 10 * PT };
    book.do("clawback", { source, cause });
    const trued = book.do("trueUp", { chargeId, chargeMicroPt: 8 * PT });
    expect(trued).toMatchObject({ paidMicroPt: 6 * PT, writtenOffMicroPt: 2 * PT });
    expect(book.pt).toEqual({ available: 0, held: 0, debt: 6 });
  });
});

describe("tab closed, network lost", () => {
  test("a settle after the hold expired books once, from what is available", () => {
    const book = new Scenario();
    book.grant(10);
    const { holdId } = book.hold(6);
    book.later(15 * MINUTE_MS).wake();
    expect(book.pt).toEqual({ available: 10, held: 0, debt: 0 });
    const settle = { type: "settle", key: "late", holdId, chargeMicroPt: 4 * PT } as const;
    expect(book.send(settle)).toMatchObject({
      ok: true,
      value: { late: true, paidMicroPt: 4 * PT },
    });
    expect(book.send(settle)).toEqual(book.send(settle));
    expect(book.pt).toEqual({ available: 6, held: 0, debt: 0 });
    expect(book.refusal("settle", { holdId, chargeMicroPt: PT })).toMatchObject({
      reason: "hold-closed",
      holdStatus: "settled",
    });
  });
});

describe("titles, summaries, retries of our own", () => {
  test("are booked to the platform, not to the user", () => {
    const book = new Scenario();
    const receipt = book.do("bookPlatform", { amountMicroPt: 3 * PT, purpose: "title" });
    expect(receipt).toMatchObject({ balanceMicroPt: 0, availableMicroPt: 0, heldMicroPt: 0 });
    expect(book.side("platform:expense")).toBe(-3);
  });
});

describe("correction of our own mistake", () => {
  test("restores the grants that were consumed, last consumed first", () => {
    const book = new Scenario();
    const first = book.grant(4, { priority: 1 });
    const second = book.grant(10, { priority: 2 });
    const { chargeId } = book.charge(9);
    const part = book.do("correct", { chargeId, reason: "price", amountMicroPt: 3 * PT });
    expect(part).toMatchObject({ returnedMicroPt: 3 * PT, expiredAgainMicroPt: 0, grantId: null });
    expect([book.left(first), book.left(second)]).toEqual([0, 8]);
    expect(book.do("correct", { chargeId, reason: "price" }).returnedMicroPt).toBe(6 * PT);
    expect([book.left(first), book.left(second)]).toEqual([4, 10]);
    expect(book.refusal("correct", { chargeId, reason: "again" })).toEqual({
      ok: false,
      reason: "nothing-to-return",
      detail: "More than what is left of this charge.",
      neededMicroPt: 0,
      availableMicroPt: 0,
      help: [],
    });
  });

  test("what has expired since is restored and expired again", () => {
    const book = new Scenario();
    const grant = book.grant(5, { expiresAtMs: START_AT_MS + DAY_MS });
    const { chargeId } = book.charge(5);
    book.later(DAY_MS);
    const returned = book.do("correct", { chargeId, reason: "price" });
    expect(returned).toMatchObject({ returnedMicroPt: 5 * PT, expiredAgainMicroPt: 5 * PT });
    expect(book.left(grant)).toBe(0);
    expect(book.kinds(2)).toEqual(["correct", "expire-grant"]);
    expect([book.side("platform:revenue"), book.side("platform:breakage")]).toEqual([0, 5]);
  });

  test("is linked to the charge it corrects and never more than what is left of it", () => {
    const book = new Scenario();
    book.grant(5);
    const hold = book.hold(5);
    const { chargeId } = book.settle(hold.holdId, 3);
    const refusal = book.refusal("correct", { chargeId, reason: "x", amountMicroPt: 4 * PT });
    expect(refusal).toMatchObject({
      reason: "nothing-to-return",
      neededMicroPt: 4 * PT,
      availableMicroPt: 3 * PT,
    });
    book.do("correct", { chargeId, reason: "x" });
    const held = book.transactions.find(({ kind }) => kind === "hold");
    expect(book.transactions.at(-1)?.relatedSeq).toBe(held?.seq);
  });
});

describe("upheld dispute", () => {
  test("a grant that lives gets its PT back", () => {
    const book = new Scenario();
    const grant = book.grant(5);
    const { chargeId } = book.charge(5);
    const refund = book.do("refund", { chargeId, disputeId: "d" });
    expect(refund).toMatchObject({ returnedMicroPt: 5 * PT, grantId: null });
    expect(book.left(grant)).toBe(5);
  });

  test("after the grant expired the same amount is granted anew for 30 days", () => {
    const book = new Scenario();
    const gone = book.grant(5, { priority: 1, expiresAtMs: START_AT_MS + DAY_MS });
    const alive = book.grant(5, { priority: 2 });
    const { chargeId } = book.charge(8);
    book.later(2 * DAY_MS);
    const refund = book.do("refund", { chargeId, disputeId: "d" });
    expect(refund).toMatchObject({ returnedMicroPt: 8 * PT, expiredAgainMicroPt: 0 });
    expect([book.left(gone), book.left(alive), book.left(refund)]).toEqual([0, 5, 5]);
    expect(book.getGrant(refund.grantId ?? "")).toMatchObject({
      kind: "refund",
      priority: 50,
      amountMicroPt: 5 * PT,
      expiresAtMs: book.nowMs + 30 * DAY_MS,
      source: { type: "dispute", id: "d" },
    });
  });
});

describe("upgrade in mid-period", () => {
  test("adds PT to the period and never resets what was used", () => {
    const book = new Scenario();
    const period = { plan: "start", startsAtMs: START_AT_MS, endsAtMs: START_AT_MS + 30 * DAY_MS };
    book.grant(100, { kind: "plan", period });
    book.charge(40);
    book.grant(100, { kind: "plan", period: { ...period, plan: "pro" } });
    expect(book.account.state.period).toMatchObject({
      plan: "pro",
      grantedMicroPt: 200 * PT,
      usedMicroPt: 40 * PT,
    });
  });
});

describe("downgrade", () => {
  test("the next period starts with its own PT and takes nothing back", () => {
    const book = new Scenario();
    const endsAtMs = START_AT_MS + 30 * DAY_MS;
    const period = { plan: "pro", startsAtMs: START_AT_MS, endsAtMs };
    book.grant(200, { kind: "plan", period });
    book.charge(50);
    const next = { plan: "start", startsAtMs: endsAtMs, endsAtMs: endsAtMs + 30 * DAY_MS };
    book.later(30 * DAY_MS).grant(100, { kind: "plan", period: next });
    expect(book.pt.available).toBe(250);
    expect(book.account.state.period).toMatchObject({
      plan: "start",
      grantedMicroPt: 100 * PT,
      usedMicroPt: 0,
    });
  });

  test("a plan grant that is delivered late belongs to no running period", () => {
    const book = new Scenario();
    const endsAtMs = START_AT_MS + 30 * DAY_MS;
    const period = { plan: "pro", startsAtMs: START_AT_MS, endsAtMs };
    book.grant(100, { kind: "plan", period });
    const before = { plan: "old", startsAtMs: START_AT_MS - DAY_MS, endsAtMs: START_AT_MS };
    book.grant(70, { kind: "plan", period: before });
    expect(book.account.state.period).toMatchObject({ plan: "pro", grantedMicroPt: 100 * PT });
    expect(book.pt.available).toBe(170);
  });
});

describe("refund of a top-up", () => {
  const source = { type: "payment", id: "p" };
  const refunded = (totalPt: number) => ({
    source,
    cause: { type: "refund" as const, refundedTotalMicroPt: totalPt * PT },
  });

  test("claws back the delta of the cumulative amount, in whatever order events come", () => {
    const book = new Scenario();
    book.grant(10, { source });
    expect(book.do("clawback", refunded(4)).clawedMicroPt).toBe(4 * PT);
    expect(book.do("clawback", refunded(3)).clawedMicroPt).toBe(0);
    expect(book.do("clawback", refunded(7))).toMatchObject({
      clawedMicroPt: 3 * PT,
      clawedTotalMicroPt: 7 * PT,
      debtMicroPt: 0,
    });
    expect(book.pt.available).toBe(3);
  });

  test("takes no more than was granted", () => {
    const book = new Scenario();
    book.grant(10, { source });
    expect(book.do("clawback", refunded(25)).clawedMicroPt).toBe(10 * PT);
  });

  test("takes from its own grant, then from others in burn order, then leaves debt", () => {
    const book = new Scenario();
    const early = book.grant(3, { priority: 1 });
    const later = book.grant(2, { priority: 60 });
    const own = book.grant(10, { source, priority: 0 });
    book.charge(6);
    expect(book.do("clawback", refunded(6)).debtMicroPt).toBe(0);
    expect([book.left(own), book.left(early), book.left(later)]).toEqual([0, 1, 2]);
    expect(book.do("clawback", refunded(10)).debtMicroPt).toBe(PT);
    expect(book.pt).toEqual({ available: 0, held: 0, debt: 1 });
    expect(book.notices).toEqual([{ kind: "debt", debtMicroPt: PT }]);
    expect(book.side("platform:clawback")).toBe(10);
  });

  test("debt refuses holds and transfers until later PT have paid it", () => {
    const book = new Scenario();
    book.grant(10, { source });
    book.charge(10);
    book.do("clawback", refunded(10));
    expect(book.refusedHold(1)).toMatchObject({
      reason: "debt",
      neededMicroPt: PT,
      availableMicroPt: -10 * PT,
      help: ["pay-debt"],
    });
    const transfer = { transferId: "t", toAccountId: "acct_2", amountMicroPt: PT };
    expect(book.refusal("transferOut", transfer)).toEqual({
      ok: false,
      reason: "debt",
      detail: "An account in debt cannot send PT.",
      neededMicroPt: PT,
      availableMicroPt: -10 * PT,
      help: ["pay-debt"],
    });
    expect(book.do("bookPlatform", { amountMicroPt: 0, purpose: "title" })).toMatchObject({
      balanceMicroPt: -10 * PT,
      availableMicroPt: -10 * PT,
      heldMicroPt: 0,
    });
    const topup = book.grant(4);
    expect(book.pt).toEqual({ available: 0, held: 0, debt: 6 });
    expect(topup.availableMicroPt).toBe(-6 * PT);
    expect(book.kinds(2)).toEqual(["grant", "repay"]);
    book.grant(8);
    expect(book.pt).toEqual({ available: 2, held: 0, debt: 0 });
    expect(book.hold(2).availableMicroPt).toBe(0);
  });

  test("a correction and an upheld dispute pay debt before anything can be spent", () => {
    for (const how of ["correct", "refund"] as const) {
      const book = new Scenario();
      book.grant(10, { source });
      const { chargeId } = book.charge(8);
      book.do("clawback", refunded(10));
      expect(book.pt).toEqual({ available: 0, held: 0, debt: 8 });
      const terms = { chargeId, amountMicroPt: 5 * PT };
      if (how === "correct") book.do("correct", { ...terms, reason: "x" });
      else book.do("refund", { ...terms, disputeId: "d" });
      expect(book.pt).toEqual({ available: 0, held: 0, debt: 3 });
      expect(book.kinds(2)).toEqual([how, "repay"]);
    }
  });

  test("a hold that is open keeps its claim", () => {
    const book = new Scenario();
    book.grant(10, { source });
    const { holdId } = book.hold(8);
    book.do("clawback", refunded(10));
    expect(book.pt).toEqual({ available: 0, held: 8, debt: 8 });
    expect(book.settle(holdId, 5)).toMatchObject({ paidMicroPt: 5 * PT, releasedMicroPt: 3 * PT });
    expect(book.pt).toEqual({ available: 0, held: 0, debt: 5 });
  });

  test("a source that granted nothing is unknown", () => {
    const book = new Scenario();
    expect(book.refusal("clawback", refunded(1)).reason).toBe("unknown-source");
    const reinstate = { source, chargebackId: "c" };
    expect(book.refusal("reinstate", reinstate).reason).toBe("unknown-source");
    book.do("transferOut", { transferId: "t", toAccountId: "acct_2", amountMicroPt: "all" });
    const transfer = { type: "transfer-out", id: "t" };
    const reason = book.refusal("reinstate", { source: transfer, chargebackId: "c" });
    expect(reason.reason).toBe("unknown-source");
  });
});

describe("chargeback", () => {
  const source = { type: "payment", id: "p" };
  const withdrawn = (chargebackId: string, amountPt: number) => ({
    source,
    cause: { type: "chargeback" as const, chargebackId, amountMicroPt: amountPt * PT },
  });
  const reinstated = (chargebackId: string) => ({ source, chargebackId });

  test("withdrawn claws back and reinstated gives back, both once", () => {
    const book = new Scenario();
    const grant = book.grant(10, { source });
    expect(book.do("clawback", withdrawn("c", 10)).clawedMicroPt).toBe(10 * PT);
    expect(book.do("clawback", withdrawn("c", 10)).clawedMicroPt).toBe(0);
    expect(book.do("reinstate", reinstated("c")).clawedMicroPt).toBe(-10 * PT);
    expect(book.do("reinstate", reinstated("c")).clawedMicroPt).toBe(0);
    expect(book.do("clawback", withdrawn("c", 10)).clawedMicroPt).toBe(0);
    expect(book.left(grant)).toBe(10);
    expect(book.side("platform:clawback")).toBe(0);
  });

  test("a reinstatement that overtakes its withdrawal leaves nothing to claw back", () => {
    const book = new Scenario();
    book.grant(10, { source });
    expect(book.do("reinstate", reinstated("c")).clawedMicroPt).toBe(0);
    expect(book.do("clawback", withdrawn("c", 10)).clawedMicroPt).toBe(0);
    expect(book.pt.available).toBe(10);
  });

  test("a refund that a chargeback had covered is clawed back when the chargeback is won", () => {
    const book = new Scenario();
    book.grant(10, { source });
    book.do("clawback", withdrawn("c", 10));
    const cause = { type: "refund" as const, refundedTotalMicroPt: 4 * PT };
    expect(book.do("clawback", { source, cause }).clawedMicroPt).toBe(0);
    expect(book.do("reinstate", reinstated("c"))).toMatchObject({
      clawedMicroPt: -6 * PT,
      clawedTotalMicroPt: 4 * PT,
    });
    expect(book.pt.available).toBe(6);
  });

  test("a won one among two gives back only its own share", () => {
    const book = new Scenario();
    book.grant(10, { source });
    book.do("clawback", withdrawn("c1", 3));
    book.do("clawback", withdrawn("c2", 4));
    expect(book.do("reinstate", reinstated("c1")).clawedMicroPt).toBe(-3 * PT);
    expect(book.do("reinstate", reinstated("c2")).clawedMicroPt).toBe(-4 * PT);
  });

  test("a chargeback that is won a second time under another id gives nothing more", () => {
    const book = new Scenario();
    book.grant(10, { source });
    book.do("clawback", withdrawn("c1", 6));
    book.do("reinstate", reinstated("other"));
    expect(book.pt.available).toBe(4);
    expect(book.do("reinstate", reinstated("c1")).clawedMicroPt).toBe(-6 * PT);
    expect(book.do("clawback", withdrawn("c1", 6)).clawedMicroPt).toBe(0);
  });

  test("PT that come back to another grant repay debt that came since", () => {
    const book = new Scenario();
    const other = { type: "payment", id: "other" };
    book.grant(10, { source });
    book.do("clawback", withdrawn("c", 10));
    book.grant(5, { source: other });
    book.charge(5);
    const cause = { type: "refund" as const, refundedTotalMicroPt: 5 * PT };
    book.do("clawback", { source: other, cause });
    expect(book.pt.debt).toBe(5);
    book.do("reinstate", reinstated("c"));
    expect(book.pt).toEqual({ available: 5, held: 0, debt: 0 });
    expect(book.kinds(2)).toEqual(["reinstate", "repay"]);
  });

  test("giving back lifts debt first, then restores the grants it was taken from", () => {
    const book = new Scenario();
    const grant = book.grant(10, { source });
    book.charge(7);
    book.do("clawback", withdrawn("c", 10));
    expect(book.pt).toEqual({ available: 0, held: 0, debt: 7 });
    book.do("reinstate", reinstated("c"));
    expect(book.pt).toEqual({ available: 3, held: 0, debt: 0 });
    expect(book.left(grant)).toBe(3);
  });

  test("debt that a later grant has paid comes back as a new grant for 30 days", () => {
    const book = new Scenario();
    book.grant(10, { source });
    book.charge(10);
    book.do("clawback", withdrawn("c", 10));
    book.grant(4);
    expect(book.pt.debt).toBe(6);
    book.do("reinstate", reinstated("c"));
    expect(book.pt).toEqual({ available: 4, held: 0, debt: 0 });
    expect(book.account.store.grants().at(-1)).toMatchObject({
      kind: "correction",
      priority: 50,
      amountMicroPt: 4 * PT,
      availableMicroPt: 4 * PT,
      expiresAtMs: book.nowMs + 30 * DAY_MS,
      source,
    });
  });

  test("what would go back to a grant that has expired expires again", () => {
    const book = new Scenario();
    const grant = book.grant(10, { source, expiresAtMs: START_AT_MS + DAY_MS });
    book.do("clawback", withdrawn("c", 10));
    book.later(DAY_MS).do("reinstate", reinstated("c"));
    expect(book.left(grant)).toBe(0);
    expect(book.kinds(2)).toEqual(["reinstate", "expire-grant"]);
    expect(book.side("platform:breakage")).toBe(10);
  });
});
