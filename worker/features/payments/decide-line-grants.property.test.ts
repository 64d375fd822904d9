import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SECOND_MS } from "#core/time";
import {
  business,
  change,
  entry,
  grantAll,
  invoice,
  line,
  pro,
  START,
  sum,
} from "../../../tests/support/invoice-lines.ts";
import { type ChainInvoice, decideLineGrants, type PriceTerms } from "./decide-line-grants.ts";

const plans = [entry, pro, business];

/** A period with changes at whole seconds, each to any plan. */
const histories = fc
  .record({
    first: fc.nat(2),
    steps: fc.array(
      fc.record({ to: fc.nat(2), atSecond: fc.integer({ min: 1, max: 30 * 86_400 - 1 }) }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ first, steps }) => {
    const times = [...new Set(steps.map(({ atSecond }) => atSecond))].sort((a, b) => a - b);
    return {
      first,
      steps: times.map((atSecond, index) => ({ atSecond, to: steps[index]?.to ?? 0 })),
    };
  });

type History = { first: number; steps: { to: number; atSecond: number }[] };

function planAt(index: number): PriceTerms {
  return plans[index] ?? entry;
}

function invoicesOf({ first, steps }: History): ChainInvoice[] {
  let current = planAt(first);
  const all = [invoice("in_0", [line(current)])];
  steps.forEach(({ to, atSecond }, index) => {
    const next = planAt(to);
    all.push(change(`in_${index + 1}`, START + atSecond * SECOND_MS, current, next));
    current = next;
  });
  return all;
}

/** The highest sum of money that the changes ever asked for, in micro-PT times seconds. */
function highestExact({ first, steps }: History): bigint {
  const whole = 30n * 86_400n;
  let current = BigInt(planAt(first).microPtPerPeriod);
  let state = 0n;
  let highest = 0n;
  for (const { to, atSecond } of steps) {
    const next = BigInt(planAt(to).microPtPerPeriod);
    state += (next - current) * (whole - BigInt(atSecond));
    current = next;
    if (state > highest) highest = state;
  }
  return highest / whole;
}

describe("any history of changes", () => {
  it("grants the highest state that was paid for and nothing more, in whatever order it is seen", () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.nat()), (history, random) => {
        const all = invoicesOf(history);
        const expected = planAt(history.first).microPtPerPeriod + Number(highestExact(history));
        expect(sum(grantAll(all).values())).toBe(expected);
        const order = all
          .map(({ id }) => ({ id, at: random.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ id }) => id);
        expect(sum(grantAll(all, order).values())).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("never brings more than the dearest plan for the whole rest of the period", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const dearest = Math.max(
          ...[history.first, ...history.steps.map(({ to }) => to)].map(
            (index) => planAt(index).microPtPerPeriod,
          ),
        );
        expect(sum(grantAll(invoicesOf(history)).values())).toBeLessThanOrEqual(dearest);
      }),
      { numRuns: 500 },
    );
  });

  it("mints nothing by going up and down between two plans", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 * 86_400 - 1 }), { minLength: 2, maxLength: 12 }),
        (seconds) => {
          const times = [...new Set(seconds)].sort((a, b) => a - b);
          const steps = times.map((atSecond, index) => ({ atSecond, to: index % 2 === 0 ? 1 : 0 }));
          const all = invoicesOf({ first: 0, steps });
          const once = invoicesOf({ first: 0, steps: steps.slice(0, 1) });
          expect(sum(grantAll(all).values())).toBe(sum(grantAll(once).values()));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("brings the same when some are paid late, if all only went up", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 30 * 86_400 - 1 }), {
          minLength: 2,
          maxLength: 2,
        }),
        fc.boolean(),
        (seconds, lateFirst) => {
          const [first = 1, second = 2] = seconds.sort((a, b) => a - b);
          const history = {
            first: 0,
            steps: [
              { atSecond: first, to: 1 },
              { atSecond: second, to: 2 },
            ],
          };
          const all = invoicesOf(history);
          const order = lateFirst ? ["in_0", "in_2", "in_1"] : ["in_0", "in_1", "in_2"];
          const decided = new Map<string, number>();
          let total = 0;
          order.forEach((id, index) => {
            const paidNow = new Set(order.slice(0, index + 1));
            const seen = all.map((one) =>
              paidNow.has(one.id) ? one : Object.assign({}, one, { status: "open" as const }),
            );
            const { grants } = decideLineGrants(seen, id, decided);
            const changed = sum(grants.flatMap((one) => (one.isChange ? [one.amountMicroPt] : [])));
            decided.set(id, changed);
            total += changed;
          });
          expect(total).toBe(Number(highestExact(history)));
        },
      ),
      { numRuns: 300 },
    );
  });
});
