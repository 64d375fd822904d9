import { describe, expect, it, vi } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/time";
import { BILLING_STARTS_MS, rowsOf } from "../../../tests/support/billing.ts";
import { makePerson } from "../../../tests/support/people.ts";
import { openPaymentWorld, type PaymentWorld, PT } from "../../../tests/support/payments.ts";
import {
  getAutoTopup,
  listTopups,
  refundPayment,
  startTopup,
  syncPaymentIntent,
  triggerAutoTopup,
  updateAutoTopup,
} from "./index.ts";
import { performTopup } from "./perform-topup.ts";
import { recoverTopups } from "./recover-topups.ts";
import { sweepAutoTopups } from "./trigger-auto-topup.ts";

vi.setConfig({ testTimeout: 120_000 });

const sessionIn = (url: string | null) => /cs_[A-Za-z0-9_]+/.exec(url ?? "")?.[0] ?? "";

async function topupOf({ ctx }: PaymentWorld) {
  return (await listTopups(ctx)).items[0];
}

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

describe("a top-up on Stripe's page", () => {
  it("grants its pack once when it is paid, for twelve months", async () => {
    const world = await openPaymentWorld();
    const { url, topupId } = await startTopup(world.ctx, { packId: "pt-10000", how: "checkout" });
    expect(await topupOf(world)).toMatchObject({ id: topupId, state: "pending", url });
    expect(await world.pt()).toBe(0);
    await world.control.payCheckout(sessionIn(url));
    await world.deliver({ times: 5, seed: 3, together: true });
    expect(await world.pt()).toBe(10_000);
    expect(await topupOf(world)).toMatchObject({
      state: "succeeded",
      url: null,
      amountMinor: 1_000,
    });
    const { expiring } = await world.ledger.balance();
    expect(expiring.at(-1)?.expiresAtMs).toBe(Date.UTC(2028, 0, 1, 12));
    const keys = await rowsOf("SELECT key FROM mails WHERE key LIKE ?", `receipt:${topupId}:%`);
    expect(keys).toHaveLength(1);
  });

  it("that nobody pays is canceled when its page has expired", async () => {
    const world = await openPaymentWorld();
    await startTopup(world.ctx, { packId: "pt-5000", how: "checkout" });
    await world.advance(25 * HOUR_MS);
    await recoverTopups(world.job);
    expect(await topupOf(world)).toMatchObject({ state: "canceled", failure: "expired" });
    expect(await world.pt()).toBe(0);
  });
});

describe("a top-up with the saved card", () => {
  it("is paid at once and grants once, under its key however often it is asked for", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    const wanted = { packId: "pt-25000", how: "saved", key: "k1" } as const;
    const asked = await Promise.all([1, 2, 3].map(() => startTopup(world.ctx, wanted)));
    expect(new Set(asked.map(({ topupId }) => topupId)).size).toBe(1);
    await world.deliver({ times: 3, seed: 1 });
    expect(await world.pt()).toBe(25_000);
    expect(await world.intents()).toHaveLength(1);
    await expect(startTopup(world.ctx, { ...wanted, packId: "pt-5000" })).rejects.toMatchObject({
      slug: "idempotency-key-reused",
    });
  });

  it("is refused with what the bank said when the card is declined, and grants nothing", async () => {
    const world = await openPaymentWorld();
    await world.setCard("insufficient_funds");
    await expect(startTopup(world.ctx, { packId: "pt-5000", how: "saved" })).rejects.toMatchObject({
      slug: "payment-failed",
      extensions: { declineCode: "insufficient_funds" },
    });
    await world.deliver({ times: 2 });
    expect(await topupOf(world)).toMatchObject({ state: "failed", failure: "insufficient_funds" });
    expect(await world.pt()).toBe(0);
  });

  it("leads to the bank's page when that wants to see the customer", async () => {
    const world = await openPaymentWorld();
    await world.setCard("authentication_required");
    const { url } = await startTopup(world.ctx, { packId: "pt-5000", how: "saved" });
    expect(url).toMatch(/^http/);
    expect(await world.pt()).toBe(0);
    const [intent] = await world.intents();
    await world.control.authenticate(intent?.id ?? "");
    await world.deliver({ times: 3, seed: 9 });
    expect(await world.pt()).toBe(5_000);
    expect(await topupOf(world)).toMatchObject({ state: "succeeded", url: null });
  });

  it("that nobody confirms is canceled after a day", async () => {
    const world = await openPaymentWorld();
    await world.setCard("authentication_required");
    await startTopup(world.ctx, { packId: "pt-5000", how: "saved" });
    await world.advance(26 * HOUR_MS);
    await recoverTopups(world.job);
    expect(await topupOf(world)).toMatchObject({ state: "canceled" });
    expect((await world.intents())[0]?.status).toBe("canceled");
  });

  it("whose answer was lost is finished by the job, and charges once", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    await world.control.fault({
      method: "POST",
      path: "/v1/payment_intents",
      times: 3,
      kind: "lost-reply",
    });
    await expect(startTopup(world.ctx, { packId: "pt-5000", how: "saved" })).rejects.toMatchObject({
      slug: "unavailable",
    });
    await world.control.clearFaults();
    await workOff(world);
    await workOff(world);
    expect(await world.intents()).toHaveLength(1);
    expect(await world.pt()).toBe(5_000);
  });

  it("that was lost for more than a day is looked for and not charged again", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    await world.control.fault({
      method: "POST",
      path: "/v1/payment_intents",
      times: 3,
      kind: "lost-reply",
    });
    const start = startTopup(world.ctx, { packId: "pt-5000", how: "saved" });
    await expect(start).rejects.toMatchObject({ slug: "unavailable" });
    await world.control.clearFaults();
    await world.advance(2 * DAY_MS);
    await recoverTopups(world.job);
    expect(await world.intents()).toHaveLength(1);
    expect(await world.pt()).toBe(5_000);
  });

  it("is refused without a card, to members, for packs not on offer and other currencies", async () => {
    const world = await openPaymentWorld();
    const wanted = { packId: "pt-5000", how: "saved" } as const;
    const refused = { slug: "invalid-input" };
    await expect(startTopup(world.ctx, wanted)).rejects.toMatchObject(refused);
    await world.setCard("ok");
    await expect(startTopup(world.ctx, { ...wanted, packId: "none" })).rejects.toMatchObject(
      refused,
    );
    await expect(startTopup(world.as("member"), wanted)).rejects.toMatchObject({
      slug: "forbidden",
    });
    await world.subscribe("entry");
    await world.deliver();
    await expect(startTopup(world.ctx, { ...wanted, currency: "gbp" })).rejects.toMatchObject(
      refused,
    );
    expect((await listTopups((await makePerson()).ctx)).items).toEqual([]);
  });

  it("can be begun thirty times an hour", async () => {
    const world = await openPaymentWorld();
    for (let at = 0; at < 30; at += 1) {
      await startTopup(world.ctx, { packId: "pt-5000", how: "checkout" });
    }
    await expect(
      startTopup(world.ctx, { packId: "pt-5000", how: "checkout" }),
    ).rejects.toMatchObject({ slug: "limit-reached" });
  });
});

describe("a refunded top-up", () => {
  it("takes back the same share, even when the payment is heard of last", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    await startTopup(world.ctx, { packId: "pt-10000", how: "saved" });
    const [intent] = await world.intents();
    await refundPayment(world.job, {
      paymentIntentId: intent?.id ?? "",
      amountMinor: 250,
      reason: "requested_by_customer",
    });
    await world.deliver({ times: 5, seed: 6, together: true });
    expect(await world.pt()).toBe(7_500);
    expect(await topupOf(world)).toMatchObject({ refundedMinor: 250 });
    expect(await world.audit()).toMatchObject({ ok: true });
  });
});

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

describe("a payment intent", () => {
  it("of nobody that we know changes nothing", async () => {
    const world = await openPaymentWorld();
    await syncPaymentIntent(world.job, "pi_unknown");
    const intent = await world.stripe.paymentIntents.create({ amount: 500, currency: "usd" });
    await syncPaymentIntent(world.job, intent.id);
    expect(await world.pt()).toBe(0);
  });
});
