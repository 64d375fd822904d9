import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "#core/ids";
import { migrateObject } from "#platform/object-migrations";
import { clockNow } from "#platform/clock";
import { type Ledger, ledgerOf, WHOLE_ACCOUNT } from "./client.ts";
import { migrations } from "./migrations.ts";

const PT = 1_000_000;

async function newLedger(): Promise<Ledger> {
  const ledger = ledgerOf(env, newId("acct", clockNow()));
  const source = { type: "payment", id: "p" };
  await ledger.apply({ type: "grant", key: "g", kind: "topup", amountMicroPt: 90 * PT, source });
  return ledger;
}

async function hold(ledger: Ledger, key: string, amountPt: number, memberId: string) {
  const purpose = {
    turnId: key,
    model: "m",
    modelClass: "core" as const,
    rateCardVersion: "1",
    memberId,
  };
  const held = await ledger.apply<"hold">({
    type: "hold",
    key,
    amountMicroPt: amountPt * PT,
    purpose,
    caps: [{ scope: "account", id: WHOLE_ACCOUNT, capMicroPt: 40 * PT, window: "period" }],
  });
  return held.ok ? held.value.holdId : held.reason;
}

async function charge(ledger: Ledger, key: string, amountPt: number, memberId: string) {
  const holdId = await hold(ledger, key, amountPt, memberId);
  const chargeMicroPt = amountPt * PT;
  const settled = await ledger.apply<"settle">({
    type: "settle",
    key: `s:${key}`,
    holdId,
    chargeMicroPt,
  });
  return settled.ok ? settled.value.chargeId : settled.reason;
}

test("parallel holds of several members stop at the account's cap", async () => {
  const ledger = await newLedger();
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) => hold(ledger, `h${n}`, 5, `m${n}`)),
  );
  expect(answers.filter((answer) => answer === "account-cap")).toHaveLength(4);
  expect(await ledger.periodUse()).toMatchObject({ heldMicroPt: 40 * PT, spentMicroPt: 0 });
});

test("spending is told for several spenders in one call, in their order", async () => {
  const ledger = await newLedger();
  await charge(ledger, "a", 3, "m1");
  await charge(ledger, "b", 4, "m2");
  const spendings = await ledger.spendings("member", ["m2", "nobody", "m1"]);
  expect(spendings.map(({ id, periodMicroPt }) => [id, periodMicroPt])).toEqual([
    ["m2", 4 * PT],
    ["nobody", 0],
    ["m1", 3 * PT],
  ]);
});

test("a book from before the account was counted gets the same count from its charges", async () => {
  const ledger = await newLedger();
  const chargeId = await charge(ledger, "a", 10, "m1");
  await charge(ledger, "b", 7, "m2");
  await ledger.apply({
    type: "correct",
    key: "c",
    chargeId,
    amountMicroPt: 4 * PT,
    reason: "ours",
  });
  await hold(ledger, "open", 5, "m1");
  const [counted] = await ledger.spendings("account", [WHOLE_ACCOUNT]);
  expect(counted).toMatchObject({ periodMicroPt: 13 * PT, heldMicroPt: 5 * PT });
  await runInDurableObject(env.LEDGER.getByName(ledger.accountId), (_, { storage }) => {
    const { sql } = storage;
    sql.exec("DELETE FROM spendings WHERE scope = 'account'");
    sql.exec("DELETE FROM migrations WHERE id = 2");
    storage.transactionSync(() => migrateObject(sql, migrations));
  });
  expect(await ledger.spendings("account", [WHOLE_ACCOUNT])).toEqual([counted]);
  expect(await ledger.audit()).toMatchObject({ ok: true });
});
