import { expect, test } from "vitest";
import { decideTransitions, type Told } from "./decide-transitions.ts";

const active: Told = {
  inForce: true,
  status: "active",
  plan: "pro",
  planVersionId: "plan_pro",
  interval: "month",
  seats: 3,
  amountMinor: 4_900,
  endsByItself: false,
  isPaused: false,
  suspendedAtMs: null,
  scheduledAtMs: null,
  isEnded: false,
  duplicateOf: null,
};
const ended: Told = { ...active, inForce: false, status: "canceled", isEnded: true };
const changes = (before: Told | undefined, after: Told) =>
  decideTransitions(before, after).map(({ change, webhook }) => `${change} ${webhook}`);

test("nothing is told when nothing changes", () => {
  expect(changes(active, active)).toEqual([]);
});

test("a first state is a start, with or without a trial", () => {
  expect(changes(undefined, active)).toEqual(["started subscription.started"]);
  expect(changes(undefined, { ...active, status: "trialing" })).toEqual([
    "trial-started subscription.started",
  ]);
  const incomplete: Told = { ...active, status: "incomplete", inForce: false };
  expect(changes(undefined, incomplete)).toEqual([]);
  expect(changes(incomplete, active)).toEqual(["started subscription.started"]);
});

test("a trial that is paid for is told as the start of the plan and a change of the subscription", () => {
  expect(changes({ ...active, status: "trialing" }, active)).toEqual([
    "started subscription.changed",
  ]);
});

test("other terms are told as more or less", () => {
  const entry = {
    ...active,
    plan: "entry" as const,
    planVersionId: "plan_entry",
    amountMinor: 1_900,
  };
  expect(changes(entry, active)).toEqual(["upgraded subscription.changed"]);
  expect(changes(active, entry)).toEqual(["downgraded subscription.changed"]);
  const yearly = { ...active, interval: "year" as const, amountMinor: 49_000 };
  expect(changes(active, yearly)).toEqual(["upgraded subscription.changed"]);
  expect(changes(yearly, active)).toEqual(["downgraded subscription.changed"]);
});

test("an end that is planned, and one that is taken back, are told", () => {
  const ending = { ...active, endsByItself: true };
  expect(changes(active, ending)).toEqual(["cancel-scheduled subscription.changed"]);
  expect(changes(ending, active)).toEqual(["resumed subscription.changed"]);
});

test("a pause and its end are told once each", () => {
  const paused = { ...active, isPaused: true };
  expect(changes(active, paused)).toEqual(["paused subscription.changed"]);
  expect(changes(paused, { ...paused, inForce: false })).toEqual([]);
  expect(changes(paused, active)).toEqual(["resumed subscription.changed"]);
});

test("a pause that takes a planned end back is told as both", () => {
  expect(changes({ ...active, endsByItself: true }, { ...active, isPaused: true })).toEqual([
    "paused subscription.changed",
    "resumed subscription.changed",
  ]);
});

test("a change that waits is told when it is planned, and as what it is when it comes", () => {
  const planned = { ...active, scheduledAtMs: 5 };
  expect(changes(active, planned)).toEqual(["downgrade-scheduled subscription.changed"]);
  expect(changes(planned, active)).toEqual([]);
});

test("an end is told once, and not of what was never there", () => {
  expect(changes(active, ended)).toEqual(["canceled subscription.canceled"]);
  expect(changes(ended, ended)).toEqual([]);
  expect(changes(undefined, ended)).toEqual([]);
  const incomplete: Told = { ...active, status: "incomplete", inForce: false };
  expect(changes(incomplete, { ...ended, status: "incomplete_expired" })).toEqual([]);
});

test("freezing and recovering are told by dunning, a duplicate by nobody", () => {
  expect(changes(active, { ...active, inForce: false, suspendedAtMs: 5 })).toEqual([]);
  expect(changes({ ...active, inForce: false, suspendedAtMs: 5 }, active)).toEqual([]);
  expect(changes(undefined, { ...active, duplicateOf: "sub_1", inForce: false })).toEqual([]);
});
