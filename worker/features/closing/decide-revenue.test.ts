import fc from "fast-check";
import { expect, it } from "vitest";
import { addRevenue, decideRevenue, earnedOf } from "./decide-revenue.ts";
import type { CarriedGrant } from "./fold-month.ts";

const grant = (state: Partial<CarriedGrant>): CarriedGrant => ({
  id: "grant_1",
  kind: "topup",
  source: { type: "stripe-payment-intent", id: "pi_1" },
  createdAtMs: 0,
  amount: 1_000,
  left: 1_000,
  used: 0,
  expired: 0,
  revenue: null,
  ...state,
});

const money = (paidMinor: number, returnedMinor = 0) => ({
  currency: "usd",
  paidMinor,
  returnedMinor,
});

it.each([
  ["nothing used earns nothing", { left: 1_000 }, money(500), 0, 0],
  ["half used earns half", { left: 500, used: 500 }, money(500), 250, 0],
  [
    "what expired is earned as breakage",
    { left: 0, used: 400, expired: 600 },
    money(500),
    500,
    300,
  ],
  ["money that went back is not earned", { left: 0, used: 500 }, money(500, 250), 250, 0],
  ["everything went back", { left: 0, used: 500 }, money(500, 500), 0, 0],
  ["a third of an odd amount is rounded down", { left: 667, used: 333 }, money(100), 33, 0],
])("%s", (_title, state, paid, earnedMinor, breakageMinor) => {
  expect(earnedOf(grant(state), paid)).toMatchObject({ earnedMinor, breakageMinor });
});

const steps = fc.array(
  fc.record({ use: fc.integer({ min: 0, max: 400 }), expire: fc.integer({ min: 0, max: 400 }) }),
  { minLength: 1, maxLength: 12 },
);

it("the months of a grant add up to its money, however its use is spread", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 1_000_000 }), (months, paidMinor) => {
      const state = grant({ left: 1_000 });
      let before: ReturnType<typeof earnedOf>[] = [];
      let total = decideRevenue({ before: [], after: [] });
      for (const { use, expire } of [...months, { use: 1_000, expire: 0 }]) {
        const used = Math.min(use, state.left);
        const expired = Math.min(expire, state.left - used);
        state.left -= used + expired;
        state.used += used;
        state.expired += expired;
        const after = [earnedOf(state, money(paidMinor))];
        const lines = decideRevenue({ before, after });
        for (const line of lines) {
          expect(line.deferredAfterMinor).toBe(
            line.deferredBeforeMinor + line.soldMinor - line.recognisedMinor,
          );
          expect(line.recognisedMinor).toBeGreaterThanOrEqual(0);
        }
        total = addRevenue(total, lines);
        before = after;
      }
      expect(total[0]).toMatchObject({ soldMinor: paidMinor, recognisedMinor: paidMinor });
    }),
  );
});

it("keeps currencies apart", () => {
  const after = [
    { currency: "eur", keptMinor: 100, earnedMinor: 10, breakageMinor: 0 },
    { currency: "usd", keptMinor: 200, earnedMinor: 20, breakageMinor: 5 },
  ];
  expect(decideRevenue({ before: [], after }).map(({ currency }) => currency)).toEqual([
    "eur",
    "usd",
  ]);
});
