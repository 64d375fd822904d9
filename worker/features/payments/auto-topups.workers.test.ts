import { describe, expect, it, vi } from "vitest";
import { HOUR_MS } from "#core/time";
import { BILLING_STARTS_MS, rowsOf } from "../../../tests/support/billing.ts";
import { openPaymentWorld, type PaymentWorld, PT } from "../../../tests/support/payments.ts";
import { getAutoTopup, listTopups, triggerAutoTopup, updateAutoTopup } from "./index.ts";
import { performTopup } from "./perform-topup.ts";
import { sweepAutoTopups } from "./trigger-auto-topup.ts";

vi.setConfig({ testTimeout: 120_000 });

/** Works on the top-ups that were asked for, as the queue would. */
async function workOff({ job, workspace }: PaymentWorld): Promise<void> {
  const rows = await rowsOf<{ id: string }>(
    "SELECT id FROM topups WHERE workspace_id = ? AND state = 'pending'",
    workspace.id,
  );
  for (const { id } of rows) await performTopup(job, id);
}

/** Everything that is available gets used. */
async function spendAll({ ledger }: PaymentWorld): Promise<void> {
  const { availableMicroPt } = await ledger.balance();
  const whole = Math.floor(availableMicroPt / PT) * PT;
  const key = crypto.randomUUID();
  const hold = await ledger.apply<"hold">({
    type: "hold",
    key: `h${key}`,
    amountMicroPt: whole,
    purpose: { turnId: key, model: "m", modelClass: "core", rateCardVersion: "1" },
  });
  if (!hold.ok) throw new Error(hold.detail);
  await ledger.apply<"settle">({
    type: "settle",
    key: `s${key}`,
    holdId: hold.value.holdId,
    chargeMicroPt: whole,
  });
}

async function openAuto(terms: { monthlyCapMinor?: number; thresholdPt?: number } = {}) {
  const world = await openPaymentWorld();
  await world.setCard("ok");
  await updateAutoTopup(world.ctx, {
    enabled: true,
    thresholdPt: 1_000,
    packId: "pt-5000",
    monthlyCapMinor: 2_000,
    currency: "usd",
    ...terms,
  });
  const trigger = async () => await triggerAutoTopup(world.job, world.workspace.accountId);
  return { ...world, trigger };
}

describe("the automatic top-up", () => {
  it("makes one payment of twenty triggers at once, and none above the threshold", async () => {
    const world = await openAuto();
    await spendAll(world);
    await Promise.all(Array.from({ length: 20 }, world.trigger));
    await workOff(world);
    await world.deliver({ times: 2, seed: 2 });
    await Promise.all(Array.from({ length: 20 }, world.trigger));
    await workOff(world);
    expect(await world.intents()).toHaveLength(1);
    expect((await listTopups(world.ctx)).items).toMatchObject([
      { how: "automatic", state: "succeeded", pt: 5_000 },
    ]);
    expect(await getAutoTopup(world.ctx)).toMatchObject({ spentThisMonthMinor: 500, failures: 0 });
  });

  it("reaches the month's cap and never passes it, says so once, and goes on next month", async () => {
    const world = await openAuto({ monthlyCapMinor: 1_200 });
    for (let round = 0; round < 4; round += 1) {
      await spendAll(world);
      await Promise.all(Array.from({ length: 5 }, world.trigger));
      await workOff(world);
    }
    expect(await world.intents()).toHaveLength(2);
    expect(await getAutoTopup(world.ctx)).toMatchObject({ spentThisMonthMinor: 1_000 });
    const told = await rowsOf(
      "SELECT key FROM mails WHERE template = 'topup-cap-reached' AND to_address = ?",
      world.email,
    );
    expect(told).toHaveLength(1);
    await world.advance(Date.UTC(2027, 1, 1) - BILLING_STARTS_MS - 1);
    await world.trigger();
    await workOff(world);
    expect(await world.intents()).toHaveLength(2);
    await world.advance(1);
    await world.trigger();
    await workOff(world);
    expect(await world.intents()).toHaveLength(3);
    expect(await getAutoTopup(world.ctx)).toMatchObject({ spentThisMonthMinor: 500 });
  });

  it("rests after a failure and is switched off after three in a row, with a mail for each", async () => {
    const world = await openAuto();
    await spendAll(world);
    await world.setCard("declined");
    for (let round = 0; round < 5; round += 1) {
      await world.trigger();
      await world.trigger();
      await workOff(world);
      await world.advance(2 * HOUR_MS);
    }
    expect(await getAutoTopup(world.ctx)).toMatchObject({
      enabled: false,
      failures: 3,
      stoppedBecause: "failures",
      spentThisMonthMinor: 0,
    });
    expect((await listTopups(world.ctx)).items).toHaveLength(3);
    const told = await rowsOf(
      "SELECT key FROM mails WHERE template = 'topup-failed' AND to_address = ?",
      world.email,
    );
    expect(told).toHaveLength(3);
  });

  it("buys nothing of a balance that was read before the last one arrived", async () => {
    const world = await openAuto();
    await spendAll(world);
    const slow = Array.from({ length: 10 }, world.trigger);
    await workOff(world);
    await Promise.all(slow);
    await workOff(world);
    await workOff(world);
    expect(await world.intents()).toHaveLength(1);
  });

  it("is found by the sweep without anybody asking", async () => {
    const world = await openAuto();
    await spendAll(world);
    await sweepAutoTopups(world.job);
    await workOff(world);
    await world.deliver();
    expect((await listTopups(world.ctx)).items).toMatchObject([{ state: "succeeded" }]);
  });

  it("is set by admins only, with a card, a pack on offer and a cap that holds one", async () => {
    const world = await openPaymentWorld();
    const wanted = {
      enabled: true,
      thresholdPt: 1_000,
      packId: "pt-5000",
      monthlyCapMinor: 500,
      currency: "usd",
    } as const;
    const refused = { slug: "invalid-input" };
    await expect(updateAutoTopup(world.ctx, wanted)).rejects.toMatchObject(refused);
    await world.setCard("ok");
    await expect(
      updateAutoTopup(world.ctx, { ...wanted, monthlyCapMinor: 499 }),
    ).rejects.toMatchObject(refused);
    await expect(updateAutoTopup(world.ctx, { ...wanted, packId: "x" })).rejects.toMatchObject(
      refused,
    );
    await expect(updateAutoTopup(world.as("member"), wanted)).rejects.toMatchObject({
      slug: "forbidden",
    });
    expect(await updateAutoTopup(world.ctx, wanted)).toMatchObject({ enabled: true });
    expect(await updateAutoTopup(world.ctx, { ...wanted, enabled: false })).toMatchObject({
      enabled: false,
    });
    await expect(triggerAutoTopup(world.ctx, world.workspace.accountId)).rejects.toMatchObject({
      slug: "forbidden",
    });
  });
});
