import { expect, test } from "vitest";
import { isInForce, isLiving, isUnpaidPeriod, planEndOf, type Standing } from "./decide-state.ts";
import type { SubscriptionStatus } from "./schema.ts";
import { pauseColumns } from "./subscription-row.ts";

const standing: Standing = {
  status: "active",
  periodStartsAtMs: 1_000,
  isPaused: false,
  pausedFromMs: null,
  isPeriodVoid: false,
  suspendedAtMs: null,
  duplicateOf: null,
};
const whole = { ...standing, endedAtMs: null, periodEndsAtMs: 2_000 };

test.each<[SubscriptionStatus, boolean]>([
  ["active", true],
  ["trialing", true],
  ["past_due", true],
  ["incomplete", false],
  ["incomplete_expired", false],
  ["canceled", false],
  ["unpaid", false],
  ["paused", false],
])("a plan whose subscription is %s is in force: %s", (status, inForce) => {
  expect(isInForce({ ...standing, status })).toBe(inForce);
});

test("a frozen plan and a duplicate are not in force, whatever Stripe says", () => {
  expect(isInForce({ ...standing, suspendedAtMs: 5 })).toBe(false);
  expect(isInForce({ ...standing, duplicateOf: "sub_1" })).toBe(false);
});

test("a pause begins with the first period that is not paid for", () => {
  const paused = { ...standing, isPaused: true, pausedFromMs: 2_000 };
  expect(isInForce(paused)).toBe(true);
  expect(isInForce({ ...paused, periodStartsAtMs: 2_000 })).toBe(false);
});

test("after a pause the plan waits for the first period that is paid for", () => {
  const later = { ...standing, pausedFromMs: 2_000, periodStartsAtMs: 2_000 };
  expect(isInForce({ ...later, isPeriodVoid: true })).toBe(false);
  expect(isInForce(later)).toBe(true);
});

test("a void invoice without a pause leaves the plan to dunning", () => {
  expect(isUnpaidPeriod({ ...standing, isPeriodVoid: true })).toBe(false);
});

test("Stripe has ended canceled and expired subscriptions only", () => {
  expect(isLiving("unpaid")).toBe(true);
  expect(isLiving("paused")).toBe(true);
  expect(isLiving("canceled")).toBe(false);
  expect(isLiving("incomplete_expired")).toBe(false);
});

test("the free period that follows is named by when the plan ended", () => {
  expect(planEndOf({ ...whole, status: "canceled", endedAtMs: 1_500 })).toBe(1_500);
  expect(planEndOf({ ...whole, status: "unpaid" })).toBe(1_000);
  const unpaid = { ...whole, isPaused: true, pausedFromMs: 900 };
  expect(planEndOf(unpaid)).toBe(900);
});

test("nothing follows a plan that was never in force, a duplicate or a frozen one", () => {
  expect(planEndOf({ ...whole, status: "incomplete" })).toBeUndefined();
  expect(planEndOf({ ...whole, status: "incomplete_expired", endedAtMs: 5 })).toBeUndefined();
  expect(planEndOf({ ...whole, duplicateOf: "sub_1", endedAtMs: 5 })).toBeUndefined();
  expect(planEndOf({ ...whole, status: "past_due", suspendedAtMs: 5 })).toBeUndefined();
  expect(planEndOf({ ...whole, suspendedAtMs: 5, status: "canceled", endedAtMs: 7 })).toBe(7);
});

const none = { pausedFromMs: null, pausedUntilMs: null, unpaidToMs: null };
const facts = { periodStartsAtMs: 1_000, periodEndsAtMs: 2_000, isPeriodVoid: false };

test("a pause that is seen leaves unpaid what begins after the running period", () => {
  const seen = pauseColumns(none, { ...facts, isPaused: true, pausedUntilMs: 4_000 });
  expect(seen).toEqual({ pausedFromMs: 2_000, pausedUntilMs: 4_000, unpaidToMs: null });
  const later = { periodStartsAtMs: 2_000, periodEndsAtMs: 3_000, isPeriodVoid: true };
  expect(pauseColumns(seen, { ...later, isPaused: true, pausedUntilMs: 4_000 })).toEqual(seen);
});

test("a pause that is heard of late leaves the running period unpaid when its invoice is void", () => {
  const late = { ...facts, isPaused: true, pausedUntilMs: null, isPeriodVoid: true };
  expect(pauseColumns(undefined, late).pausedFromMs).toBe(1_000);
});

test("a pause that ends before the paid period does leaves nothing behind", () => {
  const paused = { pausedFromMs: 2_000, pausedUntilMs: 4_000, unpaidToMs: null };
  expect(pauseColumns(paused, { ...facts, isPaused: false, pausedUntilMs: null })).toEqual(none);
});

test("a pause that ends in an unpaid period lasts until the next one", () => {
  const paused = { pausedFromMs: 2_000, pausedUntilMs: 4_000, unpaidToMs: null };
  const period = { periodStartsAtMs: 2_000, periodEndsAtMs: 3_000, isPeriodVoid: true };
  const ended = pauseColumns(paused, { ...period, isPaused: false, pausedUntilMs: null });
  expect(ended).toEqual({ pausedFromMs: 2_000, pausedUntilMs: null, unpaidToMs: 3_000 });
  const next = { periodStartsAtMs: 3_000, periodEndsAtMs: 4_000, isPeriodVoid: false };
  expect(pauseColumns(ended, { ...next, isPaused: false, pausedUntilMs: null })).toEqual(none);
});
