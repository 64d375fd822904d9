import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "#core/ids";
import { clockNow } from "#platform/clock";
import { ledgerOf } from "./client.ts";
import type { Ledger, LedgerFact } from "./client.ts";

const PT = 1_000_000;

function newLedger(): Ledger {
  return ledgerOf(env, newId("acct", clockNow()));
}

const source = { type: "stripe-payment-intent", id: "pi_1" };

async function grant(ledger: Ledger) {
  await ledger.apply<"grant">({
    type: "grant",
    key: "g",
    kind: "topup",
    amountMicroPt: 100 * PT,
    source,
  });
}

async function charge(ledger: Ledger, turnId: string, estimated = false) {
  const purpose = { turnId, model: "m", modelClass: "core" as const, rateCardVersion: "3" };
  const hold = await ledger.apply<"hold">({
    type: "hold",
    key: `hold:${turnId}`,
    amountMicroPt: 5 * PT,
    purpose,
  });
  if (!hold.ok) throw new Error(hold.detail);
  const settled = await ledger.apply<"settle">({
    type: "settle",
    key: `settle:${turnId}`,
    holdId: hold.value.holdId,
    chargeMicroPt: 2 * PT,
    estimated,
    usage: { classes: { input: 1, cachedRead: 2, cacheWrite: 3, output: 4 } },
  });
  if (!settled.ok) throw new Error(settled.detail);
  return settled.value.chargeId;
}

async function allFacts(ledger: Ledger, limit: number): Promise<LedgerFact[]> {
  const facts: LedgerFact[] = [];
  for (let afterSeq = 0; ;) {
    const page = await ledger.facts(afterSeq, limit);
    facts.push(...page.facts);
    if (page.done) return facts;
    expect(page.lastSeq).toBeGreaterThan(afterSeq);
    afterSeq = page.lastSeq;
  }
}

test("facts are charges, platform costs and granting sources, the same in pages of any length", async () => {
  const ledger = newLedger();
  await grant(ledger);
  const chargeId = await charge(ledger, "turn_1");
  await ledger.apply<"bookPlatform">({
    type: "bookPlatform",
    key: "p",
    amountMicroPt: PT,
    purpose: "failed-turn",
    detail: { model: "m" },
  });
  await ledger.apply<"clawback">({
    type: "clawback",
    key: "c",
    source,
    cause: { type: "refund", refundedTotalMicroPt: 40 * PT },
  });
  const facts = await allFacts(ledger, 2_000);
  expect(facts).toMatchObject([
    { type: "source", kind: "grant", source, grantedMicroPt: 100 * PT, clawedMicroPt: 40 * PT },
    {
      type: "charge",
      kind: "settle",
      chargeId,
      chargeMicroPt: 2 * PT,
      purpose: { turnId: "turn_1", rateCardVersion: "3" },
    },
    { type: "platform" },
    { type: "source", kind: "clawback", refundedMicroPt: 40 * PT, chargedBackMicroPt: 0 },
  ]);
  expect(await allFacts(ledger, 1)).toEqual(facts);
  expect(await allFacts(ledger, 3)).toEqual(facts);
});

test("a charge that was trued up appears once more with what it became", async () => {
  const ledger = newLedger();
  await grant(ledger);
  const chargeId = await charge(ledger, "turn_1", true);
  await ledger.apply<"trueUp">({ type: "trueUp", key: "t", chargeId, chargeMicroPt: PT });
  const charges = (await allFacts(ledger, 100)).filter(({ type }) => type === "charge");
  expect(charges).toMatchObject([
    { kind: "settle", chargeId, chargeMicroPt: PT },
    { kind: "true-up", chargeId, chargeMicroPt: PT },
  ]);
});

test("a chargeback that was won stands no more", async () => {
  const ledger = newLedger();
  await grant(ledger);
  const chargebackId = "dp_1";
  await ledger.apply<"clawback">({
    type: "clawback",
    key: "c",
    source,
    cause: { type: "chargeback", chargebackId, amountMicroPt: 100 * PT },
  });
  expect((await allFacts(ledger, 100)).at(-1)).toMatchObject({ chargedBackMicroPt: 100 * PT });
  await ledger.apply<"reinstate">({ type: "reinstate", key: "r", source, chargebackId });
  expect((await allFacts(ledger, 100)).at(-1)).toMatchObject({
    kind: "reinstate",
    chargedBackMicroPt: 0,
    clawedMicroPt: 0,
  });
});

test("an account without transactions has no facts", async () => {
  expect(await newLedger().facts(0)).toEqual({ facts: [], lastSeq: 0, done: true });
});
