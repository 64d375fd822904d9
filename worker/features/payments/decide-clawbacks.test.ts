import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PT, Scenario } from "../../../durable-objects/ledger/simulation/scenario.ts";
import {
  type ClawbackStep,
  decideClawbacks,
  type MoneyBack,
  type PaidGrant,
  shareMicroPt,
  takenMicroPt,
} from "./decide-clawbacks.ts";

const grant: PaidGrant = {
  source: { type: "stripe-invoice-line", id: "il_1" },
  amountMicroPt: 49_000 * PT,
  expiresAtMs: null,
};
const nothing: MoneyBack = {
  settledMinor: 4_900,
  returnedMinor: 0,
  failedRefunds: [],
  chargebacks: [],
};

describe("the share of PT that goes with money", () => {
  it.each([
    [49_000 * PT, 0, 4_900, 0],
    [49_000 * PT, 4_900, 4_900, 49_000 * PT],
    [49_000 * PT, 2_450, 4_900, 24_500 * PT],
    [10, 1, 3, 3],
    [10, 5, 0, 0],
    [10, 7, 5, 10],
    [10, -1, 5, 0],
    [588_000 * PT, 1, 49_000, 12 * PT],
  ])("of %d for %d of %d is %d", (amountMicroPt, part, whole, expected) => {
    expect(shareMicroPt(amountMicroPt, part, whole)).toBe(expected);
  });

  it("is exact where floating point is not, and rounds down", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000_000 * PT }),
        fc.integer({ min: 1, max: 100_000_000 }),
        fc.integer({ min: 1, max: 100_000_000 }),
        (amountMicroPt, one, other) => {
          const [part, whole] = one < other ? [one, other] : [other, one];
          const taken = BigInt(shareMicroPt(amountMicroPt, part, whole));
          const exact = BigInt(amountMicroPt) * BigInt(part);
          expect(taken * BigInt(whole)).toBeLessThanOrEqual(exact);
          expect((taken + 1n) * BigInt(whole)).toBeGreaterThan(exact);
        },
      ),
    );
  });
});

describe("what the ledger is told", () => {
  it("is nothing while nothing went back", () => {
    expect(decideClawbacks([grant], nothing)).toEqual([]);
    const inquiry = { id: "du_1", amountMinor: 4_900, withdrawn: false, reinstated: false };
    expect(decideClawbacks([grant], { ...nothing, chargebacks: [inquiry] })).toEqual([]);
  });

  it("is the cumulative share of every grant that the payment brought", () => {
    const source = { type: "stripe-invoice-line", id: "il_2" };
    const seats: PaidGrant = { source, amountMicroPt: 7, expiresAtMs: null };
    expect(decideClawbacks([grant, seats], { ...nothing, returnedMinor: 2_450 })).toEqual([
      {
        type: "clawback",
        key: `refund:il_1:${24_500 * PT}`,
        source: grant.source,
        cause: { type: "refund", refundedTotalMicroPt: 24_500 * PT },
      },
      {
        type: "clawback",
        key: "refund:il_2:3",
        source: seats.source,
        cause: { type: "refund", refundedTotalMicroPt: 3 },
      },
    ]);
  });

  it("is a chargeback by its share, and its return", () => {
    const won = { id: "du_1", amountMinor: 2_450, withdrawn: true, reinstated: true };
    const steps = decideClawbacks([grant], { ...nothing, chargebacks: [won] });
    expect(steps.map(({ type, key }) => [type, key])).toEqual([
      ["clawback", "chargeback:il_1:du_1"],
      ["reinstate", "reinstate:il_1:du_1"],
    ]);
  });
});

describe("refunds that fail", () => {
  /** What is left of the grant after these refunds; the failed ones come back. */
  function leftAfter(refunds: { amountMinor: number; failed: boolean }[]): number {
    const ledger = new Scenario();
    ledger.do("grant", { kind: "topup", amountMicroPt: grant.amountMicroPt, source: grant.source });
    let money = nothing;
    refunds.forEach(({ amountMinor, failed }, index) => {
      money = { ...money, returnedMinor: money.returnedMinor + amountMinor };
      send(ledger, decideClawbacks([grant], money));
      if (!failed) return;
      const failedRefunds = [...money.failedRefunds, { id: `re_${index}`, amountMinor }];
      money = { ...money, failedRefunds };
      send(ledger, decideClawbacks([grant], money));
      send(ledger, decideClawbacks([grant], money));
    });
    expect(ledger.account.audit()).toMatchObject({ ok: true });
    expect(totalOf(ledger)).toBe(grant.amountMicroPt - takenMicroPt(grant, money));
    return totalOf(ledger) / PT;
  }

  it.each([
    ["fails", [{ amountMinor: 2_450, failed: true }], 49_000],
    [
      "fails and is made again",
      [
        { amountMinor: 2_450, failed: true },
        { amountMinor: 2_450, failed: false },
      ],
      24_500,
    ],
    [
      "of everything fails twice and then arrives",
      [
        { amountMinor: 4_900, failed: true },
        { amountMinor: 4_900, failed: true },
        { amountMinor: 4_900, failed: false },
      ],
      0,
    ],
    [
      "fails between two that arrive",
      [
        { amountMinor: 490, failed: false },
        { amountMinor: 4_410, failed: true },
        { amountMinor: 980, failed: false },
      ],
      34_300,
    ],
  ])("one that %s leaves what the money says", (_, refunds, pt) => {
    expect(leftAfter(refunds)).toBe(pt);
  });

  it("in any number leave what the money says, to one micro-PT for each that failed", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ amountMinor: fc.integer({ min: 1, max: 4_900 }), failed: fc.boolean() }),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        (wanted) => {
          let kept = 4_900;
          const refunds = wanted.filter(({ amountMinor, failed }) => {
            if (amountMinor > kept) return false;
            if (!failed) kept -= amountMinor;
            return true;
          });
          const exactPt = (49_000 * kept) / 4_900;
          expect(Math.abs(leftAfter(refunds) - exactPt) * PT).toBeLessThanOrEqual(
            2 * refunds.length + 1,
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Money of one payment as it goes back and forth; each state holds all that came before. */
const histories = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("refund" as const),
      amountMinor: fc.integer({ min: 1, max: 900 }),
    }),
    fc.record({
      kind: fc.constant("withdraw" as const),
      id: fc.constantFrom("du_1", "du_2"),
      amountMinor: fc.integer({ min: 1, max: 4_900 }),
    }),
    fc.record({ kind: fc.constant("reinstate" as const), id: fc.constantFrom("du_1", "du_2") }),
  ),
  { minLength: 1, maxLength: 10 },
);

type Step = { kind: string; id?: string; amountMinor?: number };

function statesOf(steps: Step[]): MoneyBack[] {
  let money = nothing;
  return steps.map(({ kind, id, amountMinor = 0 }) => {
    if (kind === "refund") {
      const returnedMinor = Math.min(4_900, money.returnedMinor + amountMinor);
      money = { ...money, returnedMinor };
    }
    const known = money.chargebacks.find((one) => one.id === id);
    if (kind === "withdraw" && id !== undefined && known === undefined) {
      const made = { id, amountMinor, withdrawn: true, reinstated: false };
      money = { ...money, chargebacks: [...money.chargebacks, made] };
    }
    if (kind === "reinstate" && known !== undefined) {
      const others = money.chargebacks.filter((one) => one !== known);
      money = { ...money, chargebacks: [...others, { ...known, reinstated: true }] };
    }
    return money;
  });
}

/** A ledger with the grant, a second one beside it, and something spent. */
function ledgerWith(spentPt: number): Scenario {
  const ledger = new Scenario();
  ledger.do("grant", { kind: "plan", amountMicroPt: grant.amountMicroPt, source: grant.source });
  ledger.do("grant", { kind: "topup", amountMicroPt: 500 * PT, source: { type: "x", id: "y" } });
  const hold = ledger.do("hold", {
    amountMicroPt: spentPt * PT,
    purpose: { turnId: "turn_1", model: "m", modelClass: "core", rateCardVersion: "1" },
  });
  ledger.do("settle", { holdId: hold.holdId, chargeMicroPt: spentPt * PT });
  return ledger;
}

function send(ledger: Scenario, steps: ClawbackStep[]): void {
  for (const step of steps) {
    const result = ledger.send(step);
    if (!result.ok) throw new Error(result.detail);
  }
}

const totalOf = (ledger: Scenario) => {
  const { head } = ledger.account.store;
  return head.availableMicroPt + head.heldMicroPt - head.debtMicroPt;
};

describe("the ledger after any history of refunds and chargebacks", () => {
  it("has taken exactly what the money says, after each step, however often and late it is told", () => {
    fc.assert(
      fc.property(
        histories,
        fc.integer({ min: 1, max: 49_000 }),
        fc.array(fc.nat(20), { maxLength: 10 }),
        (history, spentPt, repeats) => {
          const ledger = ledgerWith(spentPt);
          const startMicroPt = 49_500 * PT - spentPt * PT;
          const states = statesOf(history);
          states.forEach((money, index) => {
            send(ledger, decideClawbacks([grant], money));
            for (const back of repeats) {
              const earlier = states[index - back];
              if (earlier !== undefined) send(ledger, decideClawbacks([grant], earlier));
            }
            expect(totalOf(ledger)).toBe(startMicroPt - takenMicroPt(grant, money));
            expect(ledger.account.audit()).toMatchObject({ ok: true, findings: [] });
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});
