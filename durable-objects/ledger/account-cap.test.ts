import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/time";
import { type SpendingCap, WHOLE_ACCOUNT } from "./commands.ts";
import { PT, Scenario, START_AT_MS } from "./simulation/scenario.ts";
import { periodUseOf, spendingsOf } from "./usage.ts";

const period = { plan: "pro", startsAtMs: START_AT_MS, endsAtMs: START_AT_MS + 30 * DAY_MS };

const cap = (capPt: number, window: SpendingCap["window"] = "period"): SpendingCap => ({
  scope: "account",
  id: WHOLE_ACCOUNT,
  capMicroPt: capPt * PT,
  window,
});

function planBook(amountPt: number): Scenario {
  const book = new Scenario();
  book.grant(amountPt, { kind: "plan", period });
  return book;
}

const spendingOf = (book: Scenario, scope: SpendingCap["scope"], id: string) =>
  spendingsOf(book.account.state, book.account.store, { scope, ids: [id], nowMs: book.nowMs })[0];

describe("the account's spend cap", () => {
  test("counts everybody's spending and what is held, and names itself", () => {
    const book = planBook(100);
    book.charge(3, { memberId: "m1" });
    book.charge(2, { apiKeyId: "k1" });
    book.charge(1);
    book.hold(2);
    expect(book.refusedHold(3, { caps: [cap(10)] })).toEqual({
      ok: false,
      reason: "account-cap",
      detail: "The account's spend cap leaves less than this needs.",
      neededMicroPt: 3 * PT,
      availableMicroPt: 2 * PT,
      limitMicroPt: 10 * PT,
      usedMicroPt: 8 * PT,
      limitId: WHOLE_ACCOUNT,
      help: ["raise-cap", "wait-for-open-holds", "wait-for-next-period", "cheaper-model"],
    });
    expect(book.hold(2, { caps: [cap(10)] }).heldMicroPt).toBe(4 * PT);
  });

  test("refuses before the balance does, after debt does, and in the order the caps are given", () => {
    const book = new Scenario();
    book.grant(5, { source: { type: "payment", id: "p" } });
    const member: SpendingCap = { scope: "member", id: "m1", capMicroPt: 0, window: "period" };
    const caps = [cap(1), member];
    expect(book.refusedHold(9, { caps }, { memberId: "m1" }).reason).toBe("account-cap");
    caps.reverse();
    expect(book.refusedHold(9, { caps }, { memberId: "m1" }).reason).toBe("member-cap");
    book.charge(5);
    const cause = { type: "refund", refundedTotalMicroPt: 5 * PT } as const;
    book.do("clawback", { source: { type: "payment", id: "p" }, cause });
    expect(book.refusedHold(9, { caps }, { memberId: "m1" }).reason).toBe("debt");
  });

  test("starts again with the plan's period, and with the month where there is none", () => {
    const book = planBook(100);
    book.charge(10);
    expect(book.refusedHold(1, { caps: [cap(10)] }).reason).toBe("account-cap");
    book.nowMs = period.endsAtMs;
    book.grant(100, {
      kind: "plan",
      period: { ...period, startsAtMs: period.endsAtMs, endsAtMs: period.endsAtMs + 30 * DAY_MS },
    });
    book.hold(10, { caps: [cap(10)] });
    expect(book.refusedHold(1, { caps: [cap(10, "lifetime")] }).usedMicroPt).toBe(20 * PT);
    const monthly = new Scenario();
    monthly.grant(100);
    monthly.charge(10);
    expect(monthly.refusedHold(1, { caps: [cap(10)] }).reason).toBe("account-cap");
    monthly.nowMs = Date.UTC(2026, 11, 1);
    monthly.hold(10, { caps: [cap(10)] });
  });

  test("counts what the period spent when it is set late, and gives back with the charge", () => {
    const book = planBook(100);
    const { chargeId } = book.charge(8);
    expect(book.refusedHold(3, { caps: [cap(10)] }).usedMicroPt).toBe(8 * PT);
    book.do("correct", { chargeId, reason: "ours" });
    book.hold(10, { caps: [cap(10)], timeoutMs: HOUR_MS });
    book.later(HOUR_MS).hold(10, { caps: [cap(10)] });
  });

  test("extensions ask it too", () => {
    const book = planBook(100);
    const { holdId } = book.hold(8, { caps: [cap(10)] });
    const extension = { holdId, addMicroPt: 3 * PT, caps: [cap(10)] };
    expect(book.refusal("extend", extension).reason).toBe("account-cap");
    book.do("extend", { ...extension, addMicroPt: 2 * PT });
  });

  test("holds of any number of members at once never reserve more than it", () => {
    const step = fc.record({
      pt: fc.integer({ min: 0, max: 9 }),
      member: fc.constantFrom("m1", "m2", undefined),
      end: fc.constantFrom("settle", "release", "open"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const book = planBook(10_000);
        for (const { pt, member, end } of steps) {
          const purpose = member === undefined ? {} : { memberId: member };
          const held = book.try("hold", book.holdTerms(pt, { caps: [cap(30)] }, purpose));
          if (!held.ok) continue;
          if (end === "settle") book.settle(held.value.holdId, pt);
          if (end === "release") book.do("release", { holdId: held.value.holdId, reason: "stop" });
          const spent = spendingOf(book, "account", WHOLE_ACCOUNT);
          expect((spent?.periodMicroPt ?? 0) + (spent?.heldMicroPt ?? 0)).toBeLessThanOrEqual(
            30 * PT,
          );
        }
      }),
    );
  });
});

describe("readable spending", () => {
  test("is told by member, key and account, for the period and for life", () => {
    const book = planBook(100);
    book.charge(3, { memberId: "m1", apiKeyId: "k1" });
    book.charge(4, { memberId: "m1" });
    book.hold(5, {}, { memberId: "m2" });
    book.nowMs = period.endsAtMs;
    book.grant(50);
    book.charge(2, { memberId: "m1" });
    expect(spendingOf(book, "member", "m1")).toEqual({
      scope: "member",
      id: "m1",
      periodStartsAtMs: Date.UTC(2026, 11, 1),
      periodMicroPt: 2 * PT,
      lifetimeMicroPt: 9 * PT,
      heldMicroPt: 0,
    });
    expect(spendingOf(book, "key", "k1")).toMatchObject({ lifetimeMicroPt: 3 * PT });
    expect(spendingOf(book, "account", WHOLE_ACCOUNT)).toMatchObject({
      periodMicroPt: 2 * PT,
      lifetimeMicroPt: 9 * PT,
    });
    expect(spendingOf(book, "key", "unknown")).toMatchObject({
      periodMicroPt: 0,
      lifetimeMicroPt: 0,
      heldMicroPt: 0,
    });
  });

  test("a window that is over reads as nothing spent, without a command having said so", () => {
    const book = planBook(100);
    book.charge(3, { memberId: "m1" });
    book.nowMs = period.endsAtMs;
    expect(spendingOf(book, "member", "m1")).toMatchObject({
      periodMicroPt: 0,
      lifetimeMicroPt: 3 * PT,
    });
  });

  test("the period's use says what the plan granted, what is used and what is left", () => {
    const book = planBook(100);
    book.grant(20);
    book.charge(30);
    book.hold(5);
    const use = () => periodUseOf(book.account.state, book.account.store, book.nowMs);
    expect(use()).toEqual({
      startsAtMs: period.startsAtMs,
      plan: "pro",
      endsAtMs: period.endsAtMs,
      grantedMicroPt: 100 * PT,
      planUsedMicroPt: 30 * PT,
      spentMicroPt: 30 * PT,
      heldMicroPt: 5 * PT,
      availableMicroPt: 85 * PT,
    });
    book.nowMs = period.endsAtMs;
    expect(use()).toMatchObject({
      startsAtMs: Date.UTC(2026, 11, 1),
      plan: null,
      endsAtMs: null,
      grantedMicroPt: null,
      planUsedMicroPt: null,
      spentMicroPt: 0,
    });
  });
});
