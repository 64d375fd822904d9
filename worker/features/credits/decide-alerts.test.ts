import { describe, expect, it } from "vitest";
import { ptToMicro } from "#core/money";
import type { SpendLimitSettings } from "#features/workspaces/schema";
import type { PeriodUseDocument } from "#objects/ledger";
import { type Alert, type AlertFacts, decideAlerts, isMailed } from "./decide-alerts.ts";
import { defaultSpendLimits } from "./spend-limits.ts";

const pt = ptToMicro;

function facts(
  use: Partial<PeriodUseDocument> = {},
  limits: Partial<SpendLimitSettings> = {},
  rest: Partial<AlertFacts> = {},
): AlertFacts {
  return {
    use: {
      startsAtMs: 0,
      plan: "pro",
      endsAtMs: 1,
      grantedMicroPt: pt(100),
      planUsedMicroPt: 0,
      spentMicroPt: 0,
      heldMicroPt: 0,
      availableMicroPt: pt(100),
      ...use,
    },
    limits: { ...defaultSpendLimits, ...limits },
    raised: new Set(),
    capRefused: false,
    ...rest,
  };
}

/** That much of the plan's PT used, as far as it goes. */
const used = (usedPt: number): Partial<PeriodUseDocument> => ({
  planUsedMicroPt: pt(usedPt),
  spentMicroPt: pt(usedPt),
  availableMicroPt: pt(100 - usedPt),
});

const namesOf = (given: AlertFacts) => decideAlerts(given).alerts.map(({ name }) => name);

describe("thresholds of the plan's PT", () => {
  it.each([
    [0, []],
    [49.999999, []],
    [50, ["usage:50"]],
    [79, ["usage:50"]],
    [80, ["usage:80"]],
    [96, ["usage:95"]],
  ])("at %d of 100 PT they tell %j", (usedPt, expected) => {
    expect(namesOf(facts(used(usedPt)))).toEqual(expected);
  });

  it("a jump over several is told once, and the lower ones count as told", () => {
    const decision = decideAlerts(facts(used(81)));
    expect(decision.alerts).toEqual([
      {
        type: "usage",
        name: "usage:80",
        percent: 80,
        usedMicroPt: pt(81),
        grantedMicroPt: pt(100),
      },
    ]);
    expect(decision.names).toEqual(["usage:50", "usage:80"]);
  });

  it("what was told is not told again, and an upgrade does not repeat it", () => {
    const raised = new Set(["usage:50", "usage:80"]);
    expect(namesOf(facts(used(90), {}, { raised }))).toEqual([]);
    const upgraded = { ...used(90), grantedMicroPt: pt(150) };
    expect(decideAlerts(facts(upgraded, {}, { raised }))).toEqual({ alerts: [], names: [] });
  });

  it("a threshold set below one that was told is old news, one above is not", () => {
    const raised = new Set(["usage:80"]);
    const decision = decideAlerts(facts(used(85), { alertPercents: [20, 80] }, { raised }));
    expect(decision).toEqual({ alerts: [], names: ["usage:20"] });
    expect(namesOf(facts(used(92), { alertPercents: [20, 80, 90] }, { raised }))).toEqual([
      "usage:90",
    ]);
  });

  it("without a plan, or with no thresholds, there are none", () => {
    const without = { plan: null, grantedMicroPt: null, planUsedMicroPt: null };
    expect(namesOf(facts({ ...used(50), ...without }))).toEqual([]);
    expect(namesOf(facts(used(99), { alertPercents: [] }))).toEqual([]);
    expect(namesOf(facts({ grantedMicroPt: 0 }))).toEqual([]);
  });
});

describe("a low balance", () => {
  const limits = { alertPercents: [], lowMicroPt: pt(10) };

  it("is told at the limit and below, once", () => {
    expect(namesOf(facts(used(89), limits))).toEqual([]);
    expect(namesOf(facts(used(90), limits))).toEqual(["low"]);
    expect(namesOf(facts(used(95), limits, { raised: new Set(["low"]) }))).toEqual([]);
  });

  it("counts what running requests hold as there", () => {
    const held = { ...used(80), availableMicroPt: pt(5), heldMicroPt: pt(15) };
    expect(namesOf(facts(held, limits))).toEqual([]);
  });

  it("is not told to somebody who has spent nothing", () => {
    expect(namesOf(facts({ availableMicroPt: 0 }, limits))).toEqual([]);
    expect(namesOf(facts({ availableMicroPt: pt(3) }, limits))).toEqual([]);
  });

  it("that is gone is told instead, once, and low is then old news", () => {
    const gone = decideAlerts(facts(used(99.5), limits));
    expect(gone.alerts.map(({ name }) => name)).toEqual(["exhausted"]);
    expect(gone.names).toEqual(["exhausted", "low"]);
    expect(decideAlerts(facts(used(100), limits, { raised: new Set(gone.names) })).names).toEqual(
      [],
    );
  });

  it("is told as gone also where nobody wants to hear of a low one", () => {
    expect(namesOf(facts(used(100), { alertPercents: [] }))).toEqual(["exhausted"]);
  });
});

describe("the spend cap", () => {
  const limits = { alertPercents: [], capMicroPt: pt(40) };

  it("is told when it is used up, or refuses", () => {
    expect(namesOf(facts(used(39), limits))).toEqual([]);
    expect(namesOf(facts(used(40), limits))).toEqual(["cap:40000000"]);
    expect(namesOf(facts(used(39), limits, { capRefused: true }))).toEqual(["cap:40000000"]);
    expect(namesOf(facts(used(39), { alertPercents: [] }, { capRefused: true }))).toEqual([]);
  });

  it("is told once, and again after it was raised", () => {
    const raised = new Set(["cap:40000000"]);
    expect(namesOf(facts(used(45), limits, { raised }))).toEqual([]);
    const higher = { alertPercents: [], capMicroPt: pt(60) };
    expect(namesOf(facts(used(60), higher, { raised }))).toEqual(["cap:60000000"]);
  });

  it("of nothing is reached from the start", () => {
    expect(namesOf(facts({}, { alertPercents: [], capMicroPt: 0 }))).toEqual(["cap:0"]);
  });
});

describe("what is mailed", () => {
  const usage = (percent: number): Alert => ({
    type: "usage",
    name: `usage:${percent}`,
    percent,
    usedMicroPt: 0,
    grantedMicroPt: 0,
  });
  const gone: Alert = { type: "exhausted", name: "exhausted" };
  const low: Alert = { type: "low", name: "low", availableMicroPt: 0 };
  const cap: Alert = { type: "cap", name: "cap:0", capMicroPt: 0 };

  it("is everything that somebody asked for", () => {
    for (const alert of [usage(10), gone, low, cap]) {
      expect(isMailed(alert, { asked: true, paid: false })).toBe(true);
    }
  });

  it("without being asked: what a paid plan needs to know soon", () => {
    const mailed = (alert: Alert, paid: boolean) => isMailed(alert, { asked: false, paid });
    expect([mailed(usage(50), true), mailed(usage(80), true), mailed(gone, true)]).toEqual([
      false,
      true,
      true,
    ]);
    expect([mailed(usage(100), false), mailed(gone, false)]).toEqual([false, false]);
    expect([mailed(low, false), mailed(cap, false)]).toEqual([true, true]);
  });
});
