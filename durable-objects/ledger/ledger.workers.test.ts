import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "#core/ids";
import { ledgerOf } from "./client.ts";

const PT = 1_000_000;

test("twenty parallel sends against a balance that fits two: two holds, eighteen refusals", async () => {
  const ledger = ledgerOf(env, newId("acct", 1));
  await ledger.apply({
    type: "grant",
    key: "g",
    kind: "topup",
    amountMicroPt: 25 * PT,
    source: { type: "payment", id: "p1" },
  });
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      ledger.apply({
        type: "hold",
        key: `h${index}`,
        amountMicroPt: 10 * PT,
        purpose: { turnId: `t${index}`, model: "m", modelClass: "core", rateCardVersion: "1" },
      }),
    ),
  );
  expect(replies.filter((reply) => reply.ok)).toHaveLength(2);
  expect(replies.find((reply) => !reply.ok)).toMatchObject({
    reason: "insufficient",
    neededMicroPt: 10 * PT,
    availableMicroPt: 5 * PT,
  });
  expect(await ledger.balance()).toMatchObject({
    balanceMicroPt: 25 * PT,
    heldMicroPt: 20 * PT,
    availableMicroPt: 5 * PT,
  });
  const hold = replies.find((reply) => reply.ok);
  if (!hold?.ok) throw new Error("no hold");
  const settled = await ledger.apply({
    type: "settle",
    key: "s1",
    holdId: hold.value.holdId,
    chargeMicroPt: 3 * PT,
    usage: { output: 7 },
  });
  expect(settled).toMatchObject({ ok: true, value: { paidMicroPt: 3 * PT } });
  const audit = await ledger.audit();
  expect(audit.findings).toEqual([]);
});
