import { describe, expect, test } from "vitest";
import type { Command } from "./commands.ts";
import { PT, Scenario } from "./simulation/scenario.ts";

const hold = (key: string, amountPt: number): Command => ({
  type: "hold",
  key,
  amountMicroPt: amountPt * PT,
  purpose: {
    turnId: key,
    model: "m",
    modelClass: "core",
    rateCardVersion: "1",
    memberId: "m1",
  },
  caps: [{ scope: "member", id: "m1", capMicroPt: 10 * PT, window: "lifetime" }],
});
const grant = (key: string, id: string): Command => ({
  type: "grant",
  key,
  kind: "topup",
  amountMicroPt: 20 * PT,
  source: { type: "payment", id },
});

describe("commands that share a commit see each other", () => {
  test("a key, a source, a cap and a balance count at once", () => {
    const book = new Scenario();
    const results = book.sendAll([
      grant("g1", "p"),
      grant("g2", "p"),
      grant("g1", "p"),
      grant("g1", "q"),
      hold("h1", 6),
      hold("h1", 6),
      hold("h2", 6),
      hold("h3", 4),
    ]);
    const said = results.map((result) => (result.ok ? "ok" : result.reason));
    expect(said).toEqual(["ok", "ok", "ok", "key-reused", "ok", "ok", "member-cap", "ok"]);
    expect(results[1]).toMatchObject({ value: { duplicate: true, balanceMicroPt: 20 * PT } });
    expect(results[2]).toEqual(results[0]);
    expect(results[5]).toEqual(results[4]);
    expect(book.pt).toEqual({ available: 10, held: 10, debt: 0 });
    expect(book.commits).toHaveLength(1);
    expect(book.account.audit().findings).toEqual([]);
  });

  test("a hold can be settled and its charge corrected in the commit that made it", () => {
    const told = new Scenario();
    told.sendAll([grant("g1", "p"), hold("h1", 6)]);
    const holdId = told.account.store.holds()[0]!.id;
    const book = new Scenario();
    book.sendAll([
      grant("g1", "p"),
      hold("h1", 6),
      { type: "settle", key: "s", holdId, chargeMicroPt: 20 * PT },
    ]);
    expect(book.pt).toEqual({ available: 0, held: 0, debt: 0 });
    const { id: chargeId } = book.account.store.holds()[0]!.charge!;
    const again = new Scenario();
    const results = again.sendAll([
      grant("g1", "p"),
      hold("h1", 6),
      { type: "settle", key: "s", holdId, chargeMicroPt: 20 * PT },
      { type: "correct", key: "c", chargeId, reason: "x" },
      { type: "settle", key: "s2", holdId, chargeMicroPt: 0 },
      { type: "reinstate", key: "r", source: { type: "payment", id: "p" }, chargebackId: "cb" },
    ]);
    expect(results.map((result) => (result.ok ? "ok" : result.reason))).toEqual([
      "ok",
      "ok",
      "ok",
      "ok",
      "hold-closed",
      "ok",
    ]);
    expect(again.pt).toEqual({ available: 20, held: 0, debt: 0 });
    again.account.crash();
    expect(again.hold(20).availableMicroPt).toBe(0);
    expect(again.account.audit().findings).toEqual([]);
  });

  test("names of sources that look alike are told apart", () => {
    const book = new Scenario();
    const source = (type: string, id: string): Command => ({
      type: "grant",
      key: `${type}|${id}`,
      kind: "topup",
      amountMicroPt: PT,
      source: { type, id },
    });
    const results = book.sendAll([source("a b", "c"), source("a", "b c")]);
    expect(results).toMatchObject([
      { value: { duplicate: false } },
      { value: { duplicate: false } },
    ]);
  });
});
