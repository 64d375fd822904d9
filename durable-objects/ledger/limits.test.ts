import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/time";
import type { SpendingCap } from "./commands.ts";
import { PT, Scenario, START_AT_MS } from "./simulation/scenario.ts";

const period = { plan: "pro", startsAtMs: START_AT_MS, endsAtMs: START_AT_MS + 30 * DAY_MS };
const nextPeriod = {
  plan: "pro",
  startsAtMs: period.endsAtMs,
  endsAtMs: period.endsAtMs + 30 * DAY_MS,
};

function planBook(amountPt: number, advancedShareCapPercent?: number): Scenario {
  const book = new Scenario();
  book.grant(amountPt, {
    kind: "plan",
    period: {
      ...period,
      ...(advancedShareCapPercent !== undefined && { advancedShareCapPercent }),
    },
  });
  return book;
}

describe("insufficient", () => {
  test("says what was needed, what is there and what would help", () => {
    const book = new Scenario();
    book.grant(5);
    expect(book.refusedHold(6)).toEqual({
      ok: false,
      reason: "insufficient",
      detail: "There are not enough PT available.",
      neededMicroPt: 6 * PT,
      availableMicroPt: 5 * PT,
      help: ["top-up", "upgrade", "cheaper-model"],
    });
    book.hold(3);
    expect(book.refusedHold(3)).toMatchObject({
      availableMicroPt: 2 * PT,
      help: ["top-up", "upgrade", "cheaper-model", "wait-for-open-holds"],
    });
  });

  test("a hold of exactly everything fits, and so does a hold of nothing", () => {
    const book = new Scenario();
    book.grant(5);
    expect(book.hold(5).availableMicroPt).toBe(0);
    expect(book.hold(0)).toMatchObject({ amountMicroPt: 0, heldMicroPt: 5 * PT });
  });

  test("a refused command leaves its key free", () => {
    const book = new Scenario();
    const terms = { ...book.holdTerms(5, {}, {}), key: "k", type: "hold" as const };
    expect(book.send(terms).ok).toBe(false);
    book.grant(5);
    expect(book.send(terms).ok).toBe(true);
  });
});

describe("member caps and key budgets", () => {
  const memberCap = (capPt: number, window: "period" | "lifetime" = "period"): SpendingCap => ({
    scope: "member",
    id: "m1",
    capMicroPt: capPt * PT,
    window,
  });
  const keyCap = (capPt: number): SpendingCap => ({
    scope: "key",
    id: "k1",
    capMicroPt: capPt * PT,
    window: "lifetime",
  });
  const member = { memberId: "m1" };
  const key = { apiKeyId: "k1" };

  test("a cap counts what is spent and what is held, and names itself", () => {
    const book = planBook(100);
    book.charge(4, member);
    book.hold(3, { caps: [memberCap(10)] }, member);
    expect(book.refusedHold(4, { caps: [memberCap(10)] }, member)).toEqual({
      ok: false,
      reason: "member-cap",
      detail: "The member's cap leaves less than this needs.",
      neededMicroPt: 4 * PT,
      availableMicroPt: 3 * PT,
      limitMicroPt: 10 * PT,
      usedMicroPt: 7 * PT,
      limitId: "m1",
      help: ["raise-cap", "wait-for-open-holds", "wait-for-next-period", "cheaper-model"],
    });
    expect(book.hold(3, { caps: [memberCap(10)] }, member).heldMicroPt).toBe(6 * PT);
  });

  test("a key's budget is for its life and another key's spending is not its own", () => {
    const book = planBook(100);
    book.charge(6, key);
    book.charge(50, { apiKeyId: "k2" });
    expect(book.refusedHold(5, { caps: [keyCap(10)] }, key)).toEqual({
      ok: false,
      reason: "key-budget",
      detail: "The key's budget leaves less than this needs.",
      neededMicroPt: 5 * PT,
      availableMicroPt: 4 * PT,
      limitMicroPt: 10 * PT,
      usedMicroPt: 6 * PT,
      limitId: "k1",
      help: ["raise-cap", "cheaper-model"],
    });
    book.hold(4, { caps: [keyCap(10)] }, key);
  });

  test("a cap that is already exceeded leaves nothing rather than less", () => {
    const book = planBook(100);
    book.charge(20, key);
    const refusal = book.refusedHold(1, { caps: [keyCap(10)] }, key);
    expect(refusal.availableMicroPt).toBe(0);
  });

  test("a cap refuses before the balance does, and an extension asks it too", () => {
    const book = new Scenario();
    book.grant(20);
    expect(book.refusedHold(30, { caps: [keyCap(10)] }, key).reason).toBe("key-budget");
    const { holdId } = book.hold(8, { caps: [keyCap(10)] }, key);
    const extension = { holdId, addMicroPt: 3 * PT, caps: [keyCap(10)] };
    expect(book.refusal("extend", extension).reason).toBe("key-budget");
    book.do("extend", { ...extension, addMicroPt: 2 * PT });
    expect(book.refusedHold(1, { caps: [keyCap(10)] }, key).usedMicroPt).toBe(10 * PT);
  });

  test("releases, expiries and corrections give the cap back", () => {
    const book = planBook(100);
    const caps = [memberCap(10)];
    const { holdId } = book.hold(10, { caps }, member);
    book.do("release", { holdId, reason: "stop" });
    book.hold(10, { caps, timeoutMs: HOUR_MS }, member);
    book.later(HOUR_MS);
    const { chargeId } = book.settle(book.hold(10, { caps }, member).holdId, 10);
    expect(book.refusedHold(1, { caps }, member).usedMicroPt).toBe(10 * PT);
    book.do("correct", { chargeId, reason: "x", amountMicroPt: 4 * PT });
    expect(book.refusedHold(5, { caps }, member).usedMicroPt).toBe(6 * PT);
    book.hold(4, { caps }, member);
  });

  test("a period cap starts again with the plan's period, a lifetime cap does not", () => {
    const book = planBook(100);
    book.charge(10, member);
    book.later(30 * DAY_MS).grant(100, { kind: "plan", period: nextPeriod });
    expect(book.refusedHold(1, { caps: [memberCap(10, "lifetime")] }, member).reason).toBe(
      "member-cap",
    );
    book.hold(10, { caps: [memberCap(10)] }, member);
  });

  test("a plan's period runs over the turn of a month, and ends at its end", () => {
    const book = planBook(100);
    book.charge(10, member);
    book.nowMs = Date.UTC(2026, 11, 1);
    expect(book.refusedHold(1, { caps: [memberCap(10)] }, member).reason).toBe("member-cap");
    book.nowMs = period.endsAtMs - 1;
    expect(book.refusedHold(1, { caps: [memberCap(10)] }, member).reason).toBe("member-cap");
    book.nowMs = period.endsAtMs;
    expect(book.hold(10, { caps: [memberCap(10)] }, member).heldMicroPt).toBe(10 * PT);
  });

  test("a true-up downwards gives the cap and the plan's share back", () => {
    const book = planBook(100, 50);
    const advanced = { ...member, modelClass: "advanced" as const };
    const { chargeId } = book.charge(10, advanced, { estimated: true });
    book.do("trueUp", { chargeId, chargeMicroPt: 4 * PT });
    const refusal = book.refusedHold(7, { caps: [memberCap(10)] }, member);
    expect(refusal.usedMicroPt).toBe(4 * PT);
    expect(book.account.state.period).toMatchObject({
      usedMicroPt: 4 * PT,
      advancedUsedMicroPt: 4 * PT,
    });
  });

  test("a true-up upwards counts as use of the plan", () => {
    const book = planBook(100, 50);
    const advanced = { ...member, modelClass: "advanced" as const };
    const { chargeId } = book.charge(10, advanced, { estimated: true });
    book.do("trueUp", { chargeId, chargeMicroPt: 14 * PT });
    expect(book.account.state.period).toMatchObject({
      usedMicroPt: 14 * PT,
      advancedUsedMicroPt: 14 * PT,
    });
  });

  test("without a running plan a period is a calendar month in UTC", () => {
    const book = new Scenario();
    book.grant(100);
    book.charge(10, member);
    book.nowMs = Date.UTC(2026, 10, 30, 23, 59, 59);
    expect(book.refusedHold(1, { caps: [memberCap(10)] }, member).reason).toBe("member-cap");
    book.nowMs = Date.UTC(2026, 11, 1);
    const { holdId } = book.hold(10, { caps: [memberCap(10)] }, member);
    book.do("release", { holdId, reason: "stop" });
  });

  test("what a charge of the last window gives back is not counted in this one", () => {
    const book = new Scenario();
    book.grant(100);
    const { chargeId } = book.charge(10, member);
    book.nowMs = Date.UTC(2026, 11, 1);
    book.charge(6, member);
    book.do("correct", { chargeId, reason: "x" });
    const refusal = book.refusedHold(5, { caps: [memberCap(10)] }, member);
    expect(refusal.usedMicroPt).toBe(6 * PT);
    const lifetime = book.refusedHold(5, { caps: [memberCap(10, "lifetime")] }, member);
    expect(lifetime.usedMicroPt).toBe(6 * PT);
  });

  test("a window that has begun does not end because the clock went back", () => {
    const book = new Scenario();
    book.grant(100);
    book.nowMs = Date.UTC(2026, 11, 1);
    book.charge(10, member);
    book.nowMs = START_AT_MS;
    expect(book.refusedHold(1, { caps: [memberCap(10)] }, member).reason).toBe("member-cap");
  });

  test("an over-settle and a true-up count what was paid, not what was written off", () => {
    const book = new Scenario();
    book.grant(10);
    const { holdId } = book.hold(2, {}, member);
    const { chargeId } = book.settle(holdId, 6, { estimated: true });
    book.do("trueUp", { chargeId, chargeMicroPt: 12 * PT });
    book.grant(50);
    const refusal = book.refusedHold(5, { caps: [memberCap(14)] }, member);
    expect(refusal.usedMicroPt).toBe(10 * PT);
  });

  test("a late settle counts once", () => {
    const book = new Scenario();
    book.grant(20);
    const { holdId } = book.hold(5, { timeoutMs: HOUR_MS }, member);
    book.later(HOUR_MS);
    book.settle(holdId, 5);
    expect(book.refusedHold(6, { caps: [memberCap(10)] }, member)).toMatchObject({
      usedMicroPt: 5 * PT,
      help: ["raise-cap", "wait-for-next-period", "cheaper-model"],
    });
  });
});

describe("share of advanced models", () => {
  const advanced = { modelClass: "advanced" as const };

  test("is capped at the plan's share, open holds counted", () => {
    const book = planBook(100, 25);
    book.charge(10, advanced);
    book.hold(10, {}, advanced);
    expect(book.refusedHold(6, {}, advanced)).toEqual({
      ok: false,
      reason: "advanced-share",
      detail: "Advanced models have used their share of the plan's PT.",
      neededMicroPt: 6 * PT,
      availableMicroPt: 5 * PT,
      limitMicroPt: 5 * PT,
      help: ["core-model", "top-up", "wait-for-next-period"],
    });
    book.hold(5, {}, advanced);
    book.hold(70);
  });

  test("core models do not count and are not limited", () => {
    const book = planBook(100, 25);
    book.charge(60);
    book.hold(10);
    expect(book.hold(25, {}, advanced).heldMicroPt).toBe(35 * PT);
  });

  test("bought PT are not limited: advanced work passes over to them", () => {
    const book = planBook(100, 25);
    const topup = book.grant(30);
    book.charge(40, advanced);
    expect(book.left(topup)).toBe(15);
    expect(book.account.state.period?.advancedUsedMicroPt).toBe(25 * PT);
    const refusal = book.refusedHold(16, {}, advanced);
    expect(refusal).toMatchObject({ reason: "advanced-share", availableMicroPt: 15 * PT });
    expect(refusal.limitMicroPt).toBe(0);
  });

  test("a stricter share may come with the hold, a laxer one does not help", () => {
    const book = planBook(100, 25);
    const strict = { advancedSharePercentMax: 10 };
    expect(book.refusedHold(11, strict, advanced).limitMicroPt).toBe(10 * PT);
    const lax = { advancedSharePercentMax: 80 };
    expect(book.refusedHold(26, lax, advanced).limitMicroPt).toBe(25 * PT);
    const { holdId } = book.hold(10, strict, advanced);
    const refusal = book.refusal("extend", { holdId, addMicroPt: PT, ...strict });
    expect(refusal.reason).toBe("advanced-share");
  });

  test("a plan without a share has none, nor has an account without a plan", () => {
    expect(planBook(100).hold(100, {}, advanced).availableMicroPt).toBe(0);
    const book = new Scenario();
    book.grant(10);
    const own = { advancedSharePercentMax: 10 };
    expect(book.hold(10, own, advanced).availableMicroPt).toBe(0);
  });

  test("a share of all is no cap, and all but all is one", () => {
    expect(planBook(100, 100).hold(100, {}, advanced).availableMicroPt).toBe(0);
    expect(planBook(100, 99).refusedHold(100, {}, advanced).reason).toBe("advanced-share");
  });

  test("a hold of all that is there is a matter of the share, one more is insufficient", () => {
    const book = planBook(100, 25);
    expect(book.refusedHold(100, {}, advanced).reason).toBe("advanced-share");
    expect(book.refusedHold(101, {}, advanced).reason).toBe("insufficient");
  });

  test("too little in all is insufficient, not a matter of the share", () => {
    expect(planBook(100, 25).refusedHold(101, {}, advanced).reason).toBe("insufficient");
  });

  test("a correction gives the share back in the same period only", () => {
    const book = planBook(100, 25);
    const { chargeId } = book.charge(25, advanced);
    book.do("correct", { chargeId, reason: "x", amountMicroPt: 5 * PT });
    expect(book.account.state.period).toMatchObject({
      usedMicroPt: 20 * PT,
      advancedUsedMicroPt: 20 * PT,
    });
    book.later(30 * DAY_MS).grant(100, { kind: "plan", period: nextPeriod });
    book.charge(3, advanced);
    book.do("correct", { chargeId, reason: "x" });
    expect(book.account.state.period).toMatchObject({
      usedMicroPt: 3 * PT,
      advancedUsedMicroPt: 3 * PT,
    });
  });

  test("the warning goes out once, at a fifth, where the plan has a share", () => {
    const book = planBook(100, 25);
    book.charge(19, advanced);
    expect(book.notices).toEqual([]);
    book.charge(1, advanced);
    book.charge(1, advanced);
    expect(book.notices).toEqual([
      { kind: "advanced-share", percent: 20, usedMicroPt: 20 * PT, grantedMicroPt: 100 * PT },
    ]);
    const free = planBook(100);
    free.charge(30, advanced);
    expect(free.notices).toEqual([]);
  });
});

describe("thresholds of the plan's PT", () => {
  const thresholds = (book: Scenario) =>
    book.notices.flatMap((notice) => (notice.kind === "plan-threshold" ? [notice.percent] : []));

  test("50, 80, 95 and 100 percent are announced once each", () => {
    const book = planBook(100);
    for (const [chargePt, announced] of [
      [49, []],
      [1, [50]],
      [29, [50]],
      [1, [50, 80]],
      [14, [50, 80]],
      [1, [50, 80, 95]],
      [4, [50, 80, 95]],
      [1, [50, 80, 95, 100]],
    ] as const) {
      book.charge(chargePt);
      expect(thresholds(book)).toEqual(announced);
    }
    const first = book.notices.find((notice) => notice.kind === "plan-threshold");
    expect(first).toEqual({
      kind: "plan-threshold",
      percent: 50,
      usedMicroPt: 50 * PT,
      grantedMicroPt: 100 * PT,
    });
  });

  test("one charge may cross several", () => {
    const book = planBook(100);
    book.charge(96);
    expect(thresholds(book)).toEqual([50, 80, 95]);
  });

  test("a correction and a second crossing announce nothing again; a new period does", () => {
    const book = planBook(100);
    const { chargeId } = book.charge(50);
    book.do("correct", { chargeId, reason: "x" });
    book.charge(50);
    expect(thresholds(book)).toEqual([50]);
    book.later(30 * DAY_MS).grant(100, { kind: "plan", period: nextPeriod });
    book.charge(50);
    expect(thresholds(book)).toEqual([50, 50]);
  });

  test("only plan PT count", () => {
    const book = planBook(100);
    book.grant(100, { priority: 1 });
    book.charge(100);
    expect(book.account.state.period?.usedMicroPt).toBe(0);
    expect(book.notices).toEqual([]);
  });
});

describe("burn rate", () => {
  const burnRates = (book: Scenario) =>
    book.notices.filter((notice) => notice.kind === "burn-rate").length;

  test("40 percent of the period's PT within 72 hours warns once", () => {
    const book = planBook(100);
    book.charge(20);
    book.later(71 * HOUR_MS).charge(19);
    expect(burnRates(book)).toBe(0);
    book.charge(1);
    expect(book.notices).toEqual([
      { kind: "burn-rate", windowUsedMicroPt: 40 * PT, grantedMicroPt: 100 * PT },
    ]);
    book.charge(1);
    expect(burnRates(book)).toBe(1);
  });

  test("what lies further back does not count", () => {
    const book = planBook(100);
    book.charge(20);
    book.later(72 * HOUR_MS).charge(39);
    expect(burnRates(book)).toBe(0);
    expect(book.account.state.period?.hours).toHaveLength(1);
    book.later(2 * HOUR_MS).charge(1);
    expect(burnRates(book)).toBe(1);
    expect(book.account.state.period?.hours).toHaveLength(2);
  });

  test("uses within an hour share one count", () => {
    const book = planBook(100);
    for (let turn = 0; turn < 5; turn++) book.charge(1);
    expect(book.account.state.period?.hours).toEqual([[START_AT_MS / HOUR_MS, 5 * PT]]);
  });
});

test("at most a thousand holds are open at once", () => {
  const book = new Scenario();
  book.grant(2_000);
  const holds = Array.from({ length: 1_000 }, () => book.hold(1));
  expect(book.refusedHold(1)).toEqual({
    ok: false,
    reason: "too-many-holds",
    detail: "Too much work is in flight on this account.",
    help: ["wait-for-open-holds"],
  });
  book.settle(holds[0]!.holdId, 1);
  book.hold(1);
});
