import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PT, Scenario } from "../../../durable-objects/ledger/simulation/scenario.ts";
import {
  type ClawbackStep,
  decideClawbacks,
  type MoneyBack,
  shareMicroPt,
  takenMicroPt,
} from "./decide-clawbacks.ts";

const grant = { source: { type: "stripe-invoice-line", id: "il_1" }, amountMicroPt: 49_000 * PT };
const nothing: MoneyBack = { settledMinor: 4_900, returnedMinor: 0, chargebacks: [] };

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
    const seats = { source: { type: "stripe-invoice-line", id: "il_2" }, amountMicroPt: 7 };
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
    const result = step.type === "clawback" ? ledger.send(step) : ledger.send(step);
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
