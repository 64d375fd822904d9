import { expect, test } from "vitest";
import { groupHints, type Hint } from "./group-hints.ts";
import type { SyncTarget } from "./pick-sync.ts";

function hint(event: string, kind: SyncTarget["kind"], id: string, atMs: number, own = true) {
  const said = { eventType: event, eventCreatedAtMs: atMs, snapshot: { event } };
  return { event, target: { kind, id, own }, hint: said } satisfies Hint<string>;
}

test("events about one object are one look, with the latest of them as the hint", () => {
  const looks = groupHints([
    hint("first", "invoice", "in_1", 10),
    hint("last", "invoice", "in_1", 30),
    hint("late", "invoice", "in_1", 20),
    hint("other", "invoice", "in_2", 40),
  ]);
  expect(looks).toHaveLength(2);
  expect(looks[0]).toMatchObject({
    events: ["first", "last", "late"],
    hint: { eventType: "last" },
  });
});

test("an event about another object never stands in for the one to look at", () => {
  const [own] = groupHints([
    hint("charge", "charge", "ch_1", 10),
    hint("refund", "charge", "ch_1", 30, false),
  ]);
  expect(own).toMatchObject({ events: ["charge", "refund"], hint: { eventType: "charge" } });
  const [foreign] = groupHints([hint("refund", "charge", "ch_1", 30, false)]);
  expect(foreign?.hint).toBeUndefined();
});

test("objects of different kinds are looked at apart, whatever their ids", () => {
  const looks = groupHints([hint("a", "invoice", "x", 1), hint("b", "charge", "x", 1)]);
  expect(looks.map(({ target }) => target.kind)).toEqual(["invoice", "charge"]);
});
