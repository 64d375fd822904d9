import { describe, expect, it } from "vitest";
import { newId } from "#core/ids";
import { ptToMicro } from "#core/money";
import { DAY_MS } from "#core/time";
import { ledgerOf } from "#objects/ledger";
import { clockNow, shiftClock } from "#platform/clock";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import { getBalance, grantPaidPeriod, renewPlan, startPlan } from "./index.ts";
import { sweepPlans } from "./start-plan.ts";

function paidPeriod(lineId: string, pt = 49_000) {
  const startsAtMs = clockNow() - DAY_MS;
  return {
    accountId: newId("acct", clockNow()),
    lineId,
    plan: "pro" as const,
    planVersionId: "plan_1" as const,
    amountMicroPt: ptToMicro(pt),
    startsAtMs,
    endsAtMs: startsAtMs + 30 * DAY_MS,
    periodStartsAtMs: startsAtMs,
    advancedShareCapPercent: null,
  };
}

describe("the PT of a paid line", () => {
  it("come once however often they are asked for, and end with the period", async () => {
    const paid = paidPeriod("il_1");
    await Promise.all([1, 2, 3].map(() => grantPaidPeriod(jobCtx(), paid)));
    const balance = await ledgerOf(jobCtx().env, paid.accountId).balance();
    expect(balance).toMatchObject({
      availableMicroPt: ptToMicro(49_000),
      plan: "pro",
      periodEndsAtMs: paid.endsAtMs,
      expiring: [{ amountMicroPt: ptToMicro(49_000), expiresAtMs: paid.endsAtMs }],
    });
  });

  it("of a change add to the running period and keep what was used of it", async () => {
    const paid = paidPeriod("il_2", 19_000);
    const ledger = ledgerOf(jobCtx().env, paid.accountId);
    await grantPaidPeriod(jobCtx(), paid);
    const purpose = {
      turnId: "turn_1",
      model: "m",
      modelClass: "core",
      rateCardVersion: "1",
    } as const;
    const hold = await ledger.apply<"hold">({
      type: "hold",
      key: "h",
      amountMicroPt: ptToMicro(9_500),
      purpose,
    });
    if (!hold.ok) throw new Error(hold.detail);
    const { holdId } = hold.value;
    await ledger.apply<"settle">({
      type: "settle",
      key: "s",
      holdId,
      chargeMicroPt: ptToMicro(9_500),
    });
    await grantPaidPeriod(jobCtx(), {
      ...paid,
      lineId: "il_3",
      amountMicroPt: ptToMicro(19_000),
      startsAtMs: clockNow(),
    });
    expect(await ledger.balance()).toMatchObject({
      availableMicroPt: ptToMicro(28_500),
      periodUsedPercent: 25,
    });
  });

  it("keep the free plan's PT from coming again while the period runs", async () => {
    const { ctx, workspace } = await makePerson();
    const { accountId } = workspace;
    await startPlan(jobCtx(), { accountId, plan: "free", key: "first" });
    await grantPaidPeriod(jobCtx(), {
      ...paidPeriod("il_4"),
      accountId,
      periodStartsAtMs: clockNow() + 1,
      endsAtMs: clockNow() + 365 * DAY_MS,
    });
    try {
      shiftClock(70 * DAY_MS);
      expect(await renewPlan(jobCtx(), accountId)).toBe(false);
      await sweepPlans(jobCtx());
      expect((await getBalance(ctx)).availableMicroPt).toBe(ptToMicro(49_000));
    } finally {
      shiftClock(0);
    }
  });

  it("are granted by jobs and the operator only", async () => {
    // The first person of a deployment runs it.
    await makePerson();
    const { ctx } = await makePerson();
    await expect(grantPaidPeriod(ctx, paidPeriod("il_5"))).rejects.toMatchObject({
      slug: "forbidden",
    });
  });
});
