import { expect, test } from "vitest";
import type { AccountId } from "#core/ids";
import type { ChargeFact, LedgerFact } from "#objects/ledger";
import { FactFold } from "./fold-facts.ts";

const account: AccountId = "acct_1";
const noon = Date.UTC(2026, 2, 4, 12);
const upstream = { provider: "openai", model: "gpt-5-mini" };

function fold(...facts: LedgerFact[]): FactFold {
  const sums = new FactFold(() => upstream);
  for (const fact of facts) sums.add(account, fact);
  return sums;
}

function charge(command: object, more: Partial<ChargeFact> = {}): ChargeFact {
  return {
    type: "charge",
    kind: "settle",
    seq: 2,
    atMs: noon,
    startedAtMs: noon - 5_000,
    chargeId: "chg_1",
    purpose: { turnId: "turn_1", model: "card-model", modelClass: "core", rateCardVersion: "7" },
    commandJson: JSON.stringify(command),
    chargeMicroPt: 3_000_000,
    ...more,
  };
}

const classes = { input: 10, cachedRead: 4, cacheWrite: 2, output: 7 };

test("exact charges are added up by provider, day and model", () => {
  const { usage, estimates } = fold(
    charge({ usage: { classes } }),
    charge({ usage: { classes }, estimated: false }),
  );
  expect([...usage.values()]).toEqual([
    {
      ...upstream,
      day: "2026-03-04",
      calls: 2,
      inputTokens: 20,
      cachedReadTokens: 8,
      cacheWriteTokens: 4,
      outputTokens: 14,
      earlierInputTokens: 0,
      earlierCachedReadTokens: 0,
      earlierCacheWriteTokens: 0,
      earlierOutputTokens: 0,
      chargedMicroPt: 6_000_000,
      platformMicroPt: 0,
      platformInputTokens: 0,
      platformCachedReadTokens: 0,
      platformCacheWriteTokens: 0,
      platformOutputTokens: 0,
    },
  ]);
  expect(estimates).toEqual([]);
});

test("a call belongs to the day it was settled on, and says when it began on the day before", () => {
  const atMs = Date.UTC(2026, 2, 5, 0, 0, 2);
  const { usage } = fold(charge({ usage: { classes } }, { atMs, startedAtMs: atMs - 3_000 }));
  expect([...usage.values()]).toMatchObject([
    { day: "2026-03-05", inputTokens: 10, earlierInputTokens: 10, earlierOutputTokens: 7 },
  ]);
});

test("estimated charges stay one by one, with what of them was estimated", () => {
  const { usage, estimates } = fold(
    charge({ estimated: true, usage: { classes, estimated: ["output"] } }),
    charge({ estimated: true, usage: { classes, estimated: ["input", "output"] } }),
    charge({ estimated: true }),
  );
  expect(usage.size).toBe(0);
  expect(estimates).toMatchObject([
    { inputEstimated: false, outputEstimated: true, inputTokens: 10, outputTokens: 7 },
    { inputEstimated: true, outputEstimated: true },
    { inputEstimated: true, outputEstimated: true, inputTokens: 0, outputTokens: 0 },
  ]);
  expect(estimates[0]).toMatchObject({
    id: "chg_1",
    bearer: "customer",
    accountId: account,
    cardModel: "card-model",
    rateCardVersion: 7,
    chargeMicroPt: 3_000_000,
    state: "waiting",
  });
});

test("what a true-up changed is not counted twice", () => {
  const { usage, estimates } = fold(charge({ usage: { classes } }, { kind: "true-up" }));
  expect([usage.size, estimates.length]).toEqual([0, 0]);
});

function platform(detail: object): LedgerFact {
  const commandJson = JSON.stringify({ amountMicroPt: 5, purpose: "failed-turn", detail });
  return { type: "platform", seq: 3, atMs: noon, transactionId: "tx_1", commandJson };
}

test("calls that the platform bears count too, estimated ones under their transaction", () => {
  const { usage, estimates } = fold(
    platform({ model: "card-model", rateCardVersion: 7, tokens: classes, estimated: [] }),
    platform({ model: "card-model", rateCardVersion: 7, tokens: classes, estimated: ["output"] }),
    platform({ model: "card-model" }),
    platform({}),
  );
  expect([...usage.values()]).toMatchObject([{ calls: 1, chargedMicroPt: 0, platformMicroPt: 5 }]);
  expect(estimates).toMatchObject([{ id: "tx_1", bearer: "platform", outputEstimated: true }]);
});

test("sources of money are kept as they stand last; others are nobody's business here", () => {
  const source = (id: string, clawedMicroPt: number, seq: number, type = "stripe-invoice-line") =>
    ({
      type: "source",
      kind: "grant",
      seq,
      atMs: noon + seq,
      source: { type, id },
      grantKind: "plan",
      grantedMicroPt: 100,
      clawedMicroPt,
      refundedMicroPt: 0,
      chargedBackMicroPt: 0,
    }) satisfies LedgerFact;
  const { sources } = fold(source("il_1", 0, 1), source("il_1", 40, 2), source("x", 0, 3, "promo"));
  expect([...sources.values()]).toEqual([
    {
      type: "stripe-invoice-line",
      id: "il_1",
      accountId: account,
      seq: 2,
      grantedMicroPt: 100,
      clawedMicroPt: 40,
      atMs: noon + 1,
    },
  ]);
});

test("what a command does not say, or says wrongly, counts as nothing", () => {
  const { usage } = fold(
    charge({ usage: { classes: { input: -5, cachedRead: 1.5, cacheWrite: "7", output: 3 } } }),
    charge({ usage: 7 }),
    charge({}),
  );
  expect([...usage.values()]).toMatchObject([
    { calls: 3, inputTokens: 0, cachedReadTokens: 0, cacheWriteTokens: 0, outputTokens: 3 },
  ]);
});
