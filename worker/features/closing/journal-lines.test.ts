import fc from "fast-check";
import { expect, it } from "vitest";
import { journalLines } from "./journal-lines.ts";

const amount = fc.integer({ min: -1_000_000, max: 1_000_000 });
const line = fc.record({
  currency: fc.constantFrom("usd", "eur", "gbp"),
  soldMinor: amount,
  recognisedMinor: amount,
  breakageMinor: amount,
  deferredBeforeMinor: amount,
  deferredAfterMinor: amount,
});

it("debits equal credits in every currency, and no line is below zero", () => {
  fc.assert(
    fc.property(fc.uniqueArray(line, { selector: (one) => one.currency }), (revenue) => {
      const lines = journalLines({ month: "2026-10", revenue });
      for (const { currency } of revenue) {
        const own = lines.filter((one) => one.currency === currency);
        const sum = own.reduce(
          (total, one) => total + Number(one.debitMinor) - Number(one.creditMinor),
          0,
        );
        expect(sum).toBe(0);
      }
      for (const one of lines) {
        expect(Number(one.debitMinor)).toBeGreaterThanOrEqual(0);
        expect(Number(one.creditMinor)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

it("books on the last day of the month", () => {
  const revenue = [
    {
      currency: "usd",
      soldMinor: 5_000,
      recognisedMinor: 3_000,
      breakageMinor: 500,
      deferredBeforeMinor: 0,
      deferredAfterMinor: 2_000,
    },
  ];
  const lines = journalLines({ month: "2028-02", revenue });
  expect(
    lines.map(({ date, account, debitMinor, creditMinor }) => [
      date,
      account,
      debitMinor,
      creditMinor,
    ]),
  ).toEqual([
    ["2028-02-29", "Cash at Stripe", 5_000, 0],
    ["2028-02-29", "Deferred revenue", 0, 5_000],
    ["2028-02-29", "Deferred revenue", 3_000, 0],
    ["2028-02-29", "Revenue: usage", 0, 2_500],
    ["2028-02-29", "Revenue: breakage", 0, 500],
  ]);
});
