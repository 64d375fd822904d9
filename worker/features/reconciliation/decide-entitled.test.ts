import fc from "fast-check";
import { expect, test } from "vitest";
import {
  entitledEntries,
  grantedEntries,
  type PaidSource,
  shareOfPt,
  takenBack,
} from "./decide-entitled.ts";

function paid(more: Partial<PaidSource>): PaidSource {
  return {
    type: "stripe-invoice-line",
    id: "il_1",
    accountId: "acct_1",
    fixId: "in_1",
    grantMicroPt: 1_000,
    settledMinor: 300,
    returnedMinor: 0,
    standingMinor: [],
    ...more,
  };
}

test.each<[string, Partial<PaidSource>, number]>([
  ["nothing went back", {}, 0],
  ["a third went back", { returnedMinor: 100 }, 333],
  ["all went back", { returnedMinor: 300 }, 1_000],
  ["more than all went back", { returnedMinor: 301 }, 1_000],
  ["a chargeback stands", { standingMinor: [150] }, 500],
  [
    "refund and chargeback together take at most the grant",
    { returnedMinor: 200, standingMinor: [200] },
    1_000,
  ],
  ["nothing was paid", { settledMinor: 0, returnedMinor: 5 }, 0],
])("%s", (_, more, taken) => {
  expect(takenBack(paid(more))).toBe(taken);
});

test("a share is never below zero, never above the grant, and exact for large amounts", () => {
  const grant = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  const money = fc.integer({ min: -10, max: 1_000_000_000 });
  fc.assert(
    fc.property(grant, money, money, (amount, part, whole) => {
      const isShared = whole > 0 && part > 0;
      const exact = isShared ? (BigInt(amount) * BigInt(part)) / BigInt(whole) : 0n;
      const most = BigInt(amount);
      expect(BigInt(shareOfPt(amount, part, whole))).toBe(exact > most ? most : exact);
    }),
  );
});

test("money and ledger name the same grant alike; nothing taken back is no record", () => {
  const source = paid({ returnedMinor: 100 });
  const left = entitledEntries(source).map(({ object, amounts }) => ({ object, amounts }));
  const granted = { ...source, grantedMicroPt: 1_000, clawedMicroPt: 333 };
  const right = grantedEntries(granted).map(({ object, amounts }) => ({ object, amounts }));
  expect(left).toEqual(right);
  expect(left.map(({ object }) => object)).toEqual([
    "grant:stripe-invoice-line:il_1",
    "clawback:stripe-invoice-line:il_1",
  ]);
  expect(entitledEntries(paid({}))).toHaveLength(1);
});
