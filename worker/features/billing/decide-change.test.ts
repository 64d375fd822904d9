import { expect, test } from "vitest";
import { shippedPlans } from "../plans/shipped-plans.ts";
import { decideAddedMicroPt } from "./decide-added-pt.ts";
import {
  amountOf,
  decideChange,
  extraSeats,
  keptSeats,
  seatsFor,
  type Terms,
} from "./decide-change.ts";
import type { PaidPlan } from "./schema.ts";

const DAY = 86_400_000;

function terms(plan: PaidPlan, interval: Terms["interval"] = "month", seats?: number): Terms {
  const version = {
    ...shippedPlans[plan],
    id: `plan_${plan}` as const,
    plan,
    version: 1,
    publishedAtMs: 0,
  };
  return { version, plan, interval, seats: seats ?? version.seatsIncluded };
}

test.each([
  ["a higher plan", terms("entry"), terms("pro"), "upgrade"],
  ["a lower plan", terms("pro"), terms("entry"), "downgrade"],
  ["a year instead of a month", terms("pro"), terms("pro", "year"), "upgrade"],
  ["a year of a higher plan", terms("entry"), terms("pro", "year"), "upgrade"],
  ["a year of a lower plan", terms("pro"), terms("entry", "year"), "downgrade"],
  ["a year with fewer seats", terms("pro", "month", 6), terms("pro", "year", 4), "downgrade"],
  ["a month instead of a year", terms("pro", "year"), terms("pro"), "downgrade"],
  ["a month of a higher plan instead of a year", terms("entry", "year"), terms("pro"), "downgrade"],
  ["more seats", terms("pro"), terms("pro", "month", 5), "upgrade"],
  ["fewer seats", terms("pro", "month", 5), terms("pro", "month", 4), "downgrade"],
  [
    "a higher plan with fewer seats that costs more",
    terms("pro", "month", 5),
    terms("business"),
    "upgrade",
  ],
  [
    "a lower plan with seats that cost more",
    terms("business"),
    terms("pro", "month", 10),
    "downgrade",
  ],
  ["the same", terms("pro"), terms("pro"), "none"],
  [
    "seats that the plan includes anyway",
    terms("pro", "month", 1),
    terms("pro", "month", 3),
    "none",
  ],
] as const)("%s", (_name, before, after, kind) => {
  expect(decideChange(before, after, "usd")).toBe(kind);
});

test("the same price in another version is taken at once", () => {
  const before = terms("pro");
  const after = { ...before, version: { ...before.version, id: "plan_newer" as const } };
  expect(decideChange(before, after, "usd")).toBe("upgrade");
});

test("a period costs the plan and each seat beyond those included, in its currency", () => {
  expect(amountOf(terms("pro"), "usd")).toBe(4_900);
  expect(amountOf(terms("pro", "month", 5), "usd")).toBe(4_900 + 2 * 1_200);
  expect(amountOf(terms("pro", "year", 5), "eur")).toBe(46_000 + 2 * 11_000);
  expect(extraSeats(terms("pro", "month", 2))).toBe(0);
});

test("seats stay within what the plan has", () => {
  expect(seatsFor(terms("pro").version, 1)).toBe(3);
  expect(seatsFor(terms("pro").version, 99)).toBe(10);
  expect(seatsFor(terms("entry").version, 5)).toBe(1);
});

test("another plan comes with the seats it includes, or with as many as were bought", () => {
  expect(keptSeats(terms("business"), terms("pro").version)).toBe(3);
  expect(keptSeats(terms("pro", "month", 5), terms("business").version)).toBe(10);
  expect(keptSeats(terms("business", "month", 12), terms("pro").version)).toBe(10);
  expect(keptSeats(terms("pro", "month", 5), terms("pro").version)).toBe(5);
});

test("an upgrade adds PT by the same fraction of the period as the money", () => {
  const period = { startsAtMs: 0, endsAtMs: 30 * DAY, atMs: 15 * DAY };
  expect(decideAddedMicroPt(terms("entry"), terms("pro"), period)).toBe(15_000_000_000);
  const seats = decideAddedMicroPt(terms("pro"), terms("pro", "month", 5), period);
  expect(seats).toBe(12_000_000_000);
});

test("a year that begins now brings its PT whole, less the rest of the month", () => {
  const period = { startsAtMs: 0, endsAtMs: 30 * DAY, atMs: 20 * DAY };
  const added = decideAddedMicroPt(terms("pro"), terms("pro", "year"), period);
  expect(added).toBe(Math.floor((49_000 * 12 - 49_000 / 3) * 1_000_000));
});

test("what remains of a period is counted in whole seconds and rounded down once", () => {
  const period = { startsAtMs: 0, endsAtMs: 3_000, atMs: 1_000 };
  expect(decideAddedMicroPt(terms("entry"), terms("pro"), period)).toBe(20_000_000_000);
  const third = { startsAtMs: 0, endsAtMs: 7_000, atMs: 6_000 };
  expect(decideAddedMicroPt(terms("entry"), terms("pro"), third)).toBe(
    Math.floor(30_000_000_000 / 7),
  );
});

test("a change that brings less adds nothing", () => {
  const period = { startsAtMs: 0, endsAtMs: 30 * DAY, atMs: 15 * DAY };
  expect(decideAddedMicroPt(terms("pro"), terms("entry"), period)).toBe(0);
});
