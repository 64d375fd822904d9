import { describe, expect, it, vi } from "vitest";
import { rowsOf } from "../../../tests/support/billing.ts";
import { anonymousCtx } from "../../../tests/support/people.ts";
import { openPaymentWorld, type PaymentWorld, PT } from "../../../tests/support/payments.ts";
import {
  getChargeback,
  listChargebacks,
  listInvoices,
  listPayments,
  listRefunds,
  refundPayment,
  syncCharge,
  syncDispute,
} from "./index.ts";
import { refundDuplicates } from "./refund-duplicates.ts";

// Storms of events on a machine that does other things as well.
vi.setConfig({ testTimeout: 120_000 });

async function paidWorld(): Promise<PaymentWorld & { intentId: string }> {
  const world = await openPaymentWorld();
  await world.setCard("ok");
  await world.subscribe("pro");
  const [intent] = await world.intents();
  return { ...world, intentId: intent?.id ?? "" };
}

/** Micro-PT that go with that part of the 49 dollars, worked out by hand. */
const shareOf = (amountMinor: number) =>
  Number((BigInt(49_000) * BigInt(PT) * BigInt(amountMinor)) / 4_900n) / PT;

async function expectPt(world: PaymentWorld, pt: number): Promise<void> {
  expect(await world.pt()).toBe(pt);
  expect(await world.audit()).toMatchObject({ ok: true });
}

const mailsOf = async (template: string, address: string) =>
  await rowsOf<{ key: string }>(
    "SELECT key FROM mails WHERE template = ? AND to_address = ?",
    template,
    address,
  );

describe("a refund by the operator", () => {
  it("takes back the same share of PT, once, and says so once", async () => {
    const world = await paidWorld();
    await world.deliver();
    const refund = { paymentIntentId: world.intentId, amountMinor: 1_633, key: "r1" } as const;
    const first = await refundPayment(world.job, { ...refund, reason: "requested_by_customer" });
    expect(first).toMatchObject({ amountMinor: 1_633, currency: "usd", state: "succeeded" });
    const again = await refundPayment(world.job, { ...refund, reason: "requested_by_customer" });
    expect(again.id).toBe(first.id);
    await world.deliver({ times: 5, seed: 2, together: true });
    await expectPt(world, 49_000 - shareOf(1_633));
    expect(await mailsOf("refund-issued", world.email)).toHaveLength(1);
    expect((await world.stripe.refunds.list()).data).toHaveLength(1);
    const { items } = await listInvoices(world.ctx);
    expect(items).toMatchObject([{ returnedMinor: 1_633, takenMicroPt: shareOf(1_633) * PT }]);
  });

  it("gives back all that is left without an amount, and then nothing more", async () => {
    const world = await paidWorld();
    await world.deliver();
    const refund = { paymentIntentId: world.intentId, reason: "duplicate" } as const;
    await refundPayment(world.job, { ...refund, amountMinor: 100 });
    const rest = await refundPayment(world.job, refund);
    expect(rest.amountMinor).toBe(4_800);
    await expectPt(world, 0);
    await expect(refundPayment(world.job, refund)).rejects.toMatchObject({ slug: "conflict" });
    expect(await listRefunds(world.job, world.intentId)).toHaveLength(2);
  });

  it("is refused above what is left, to everyone else, and for unknown payments", async () => {
    const world = await paidWorld();
    await world.deliver();
    const refund = { paymentIntentId: world.intentId, reason: "duplicate" } as const;
    await expect(refundPayment(world.job, { ...refund, amountMinor: 4_901 })).rejects.toMatchObject(
      { slug: "invalid-input" },
    );
    await expect(refundPayment(world.ctx, refund)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(refundPayment(anonymousCtx(), refund)).rejects.toMatchObject({
      slug: "unauthorized",
    });
    await expect(
      refundPayment(world.job, { ...refund, paymentIntentId: "pi_none" }),
    ).rejects.toMatchObject({ slug: "not-found" });
    await expectPt(world, 49_000);
  });

  it("asked for by ten at once under one key happens once", async () => {
    const world = await paidWorld();
    await world.deliver();
    const ten = Array.from({ length: 10 }, () =>
      refundPayment(world.job, {
        paymentIntentId: world.intentId,
        amountMinor: 1_000,
        reason: "duplicate",
        key: "same",
      }),
    );
    const results = await Promise.allSettled(ten);
    expect(results.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
    expect((await world.stripe.refunds.list()).data).toHaveLength(1);
    await expectPt(world, 39_000);
  });

  it("whose answer was lost is finished later and happens once", async () => {
    const world = await paidWorld();
    await world.deliver();
    await world.control.fault({
      method: "POST",
      path: "/v1/refunds",
      times: 3,
      kind: "lost-reply",
    });
    const refund = { paymentIntentId: world.intentId, amountMinor: 490, key: "k" } as const;
    await expect(
      refundPayment(world.job, { ...refund, reason: "duplicate" }),
    ).rejects.toMatchObject({ slug: "unavailable" });
    await world.control.clearFaults();
    await refundPayment(world.job, { ...refund, reason: "duplicate" });
    expect((await world.stripe.refunds.list()).data).toHaveLength(1);
    await expectPt(world, 49_000 - shareOf(490));
  });
});

describe("a refund at Stripe's own pages", () => {
  it("arrives the same way, even before the invoice was heard of", async () => {
    const world = await paidWorld();
    await world.stripe.refunds.create({ payment_intent: world.intentId, amount: 1_225 });
    const [intent] = await world.intents();
    const charge = intent?.latest_charge;
    await syncCharge(world.job, typeof charge === "string" ? charge : "");
    await expectPt(world, 49_000 - shareOf(1_225));
    await world.deliver({ times: 5, seed: 9 });
    await expectPt(world, 49_000 - shareOf(1_225));
    expect(await mailsOf("refund-issued", world.email)).toHaveLength(1);
    expect(await listRefunds(world.job, world.intentId)).toMatchObject([
      { amountMinor: 1_225, state: "succeeded" },
    ]);
  });

  it("in several parts takes back the cumulative share and not the sum of roundings", async () => {
    const world = await paidWorld();
    for (const amount of [333, 333, 333]) {
      await world.stripe.refunds.create({ payment_intent: world.intentId, amount });
    }
    await world.deliver({ times: 3, seed: 21, together: true });
    await expectPt(world, 49_000 - shareOf(999));
  });

  it("by a credit note to the customer's balance takes back its share too", async () => {
    const world = await paidWorld();
    const [invoice] = await world.invoices();
    await world.stripe.creditNotes.create({
      invoice: invoice?.id ?? "",
      amount: 2_450,
      credit_amount: 2_450,
    });
    await world.deliver({ times: 2, seed: 1 });
    await expectPt(world, 24_500);
  });
});

describe("a refund that fails", () => {
  it("gives the PT back, once, and takes them again when it is made again", async () => {
    const world = await openPaymentWorld();
    await world.setCard("refund_fails");
    await world.subscribe("pro");
    const [intent] = await world.intents();
    await world.deliver();
    const first = await world.stripe.refunds.create({
      payment_intent: intent?.id ?? "",
      amount: 2_450,
    });
    await world.deliver({ times: 2 });
    await world.control.settleRefund(first.id, "failed");
    await world.deliver({ times: 3, seed: 8 });
    await expectPt(world, 49_000);
    expect(await mailsOf("refund-failed", world.email)).toHaveLength(1);
    await world.setCard("ok");
    await world.stripe.refunds.create({ payment_intent: intent?.id ?? "", amount: 2_450 });
    await world.deliver({ times: 3, seed: 5 });
    await expectPt(world, 24_500);
  });
});

describe("what was paid for a second subscription", () => {
  it("is given back once, and the first stays as it is", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    await world.subscribe("pro");
    await world.deliver();
    await world.subscribe("pro");
    await world.deliver({ times: 2 });
    expect(await refundDuplicates(world.job)).toBe(1);
    expect(await refundDuplicates(world.job)).toBe(0);
    await world.deliver({ times: 3, seed: 6 });
    expect(await refundDuplicates(world.job)).toBe(0);
    const refunded = (await world.stripe.refunds.list()).data;
    expect(refunded.map(({ amount, reason }) => [amount, reason])).toEqual([[4_900, "duplicate"]]);
    await expectPt(world, 49_000);
    expect(await mailsOf("refund-issued", world.email)).toHaveLength(1);
  });
});

describe("a chargeback", () => {
  it("takes back when funds are withdrawn, gives back when they return, each once", async () => {
    const world = await paidWorld();
    await world.deliver();
    const dispute = await world.control.openDispute({ paymentIntent: world.intentId });
    await world.deliver({ times: 5, seed: 3, together: true });
    await expectPt(world, 0);
    expect(await getChargeback(world.job, dispute.id)).toMatchObject({
      withdrawn: true,
      reinstated: false,
      takenMicroPt: 49_000 * PT,
      amountMinor: 4_900,
    });
    await world.control.closeDispute(dispute.id, "won");
    await world.deliver({ times: 5, seed: 4, together: true });
    await expectPt(world, 49_000);
    expect(await getChargeback(world.job, dispute.id)).toMatchObject({
      withdrawn: true,
      reinstated: true,
      takenMicroPt: 0,
      status: "won",
    });
  });

  it("that is an inquiry takes nothing", async () => {
    const world = await paidWorld();
    await world.control.openDispute({ paymentIntent: world.intentId, isInquiry: true });
    await world.deliver({ times: 2 });
    await expectPt(world, 49_000);
  });

  it("heard of before its invoice takes back what that brings", async () => {
    const world = await paidWorld();
    const { id } = await world.control.openDispute({ paymentIntent: world.intentId });
    await syncDispute(world.job, id);
    await expectPt(world, 0);
    await world.deliver({ times: 3, seed: 17 });
    await expectPt(world, 0);
  });

  it("withdrawn, reinstated, then refunded in parts leaves the exact balance after each step", async () => {
    const world = await paidWorld();
    await world.deliver({ times: 5, seed: 1 });
    await expectPt(world, 49_000);
    const { id } = await world.control.openDispute({
      paymentIntent: world.intentId,
      amount: 4_000,
    });
    await world.deliver({ times: 5, seed: 2 });
    await expectPt(world, 49_000 - shareOf(4_000));
    await world.control.closeDispute(id, "won");
    await world.deliver({ times: 5, seed: 3, together: true });
    await expectPt(world, 49_000);
    await world.stripe.refunds.create({ payment_intent: world.intentId, amount: 777 });
    await world.deliver({ times: 5, seed: 4 });
    await expectPt(world, 49_000 - shareOf(777));
    await world.stripe.refunds.create({ payment_intent: world.intentId, amount: 1_111 });
    await world.deliver({ times: 5, seed: 5, together: true });
    await expectPt(world, 49_000 - shareOf(1_888));
  });

  it("of spent PT leaves debt, and later PT pay it first", async () => {
    const world = await paidWorld();
    await world.deliver();
    const start = await world.ledger.balance();
    const hold = await world.ledger.apply<"hold">({
      type: "hold",
      key: "h",
      amountMicroPt: start.availableMicroPt,
      purpose: { turnId: "turn_1", model: "m", modelClass: "core", rateCardVersion: "1" },
    });
    if (!hold.ok) throw new Error(hold.detail);
    await world.ledger.apply<"settle">({
      type: "settle",
      key: "s",
      holdId: hold.value.holdId,
      chargeMicroPt: start.availableMicroPt,
    });
    await world.control.openDispute({ paymentIntent: world.intentId });
    await world.deliver({ times: 2 });
    expect(await world.ledger.balance()).toMatchObject({ debtMicroPt: 49_000 * PT });
    expect(await world.audit()).toMatchObject({ ok: true });
  });

  it("is written to the operators once, and shown to nobody else", async () => {
    const world = await paidWorld();
    await world.control.openDispute({ paymentIntent: world.intentId });
    await world.deliver({ times: 4, seed: 2, together: true });
    const { items } = await listChargebacks(world.job);
    expect(items.filter(({ paymentIntentId }) => paymentIntentId === world.intentId)).toHaveLength(
      1,
    );
    const keys = await rowsOf<{ key: string }>(
      "SELECT key FROM mails WHERE template = 'chargeback-opened'",
    );
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
    await expect(listChargebacks(world.as("owner"))).rejects.toMatchObject({ slug: "forbidden" });
    await expect(getChargeback(world.job, "du_none")).rejects.toMatchObject({ slug: "not-found" });
  });
});

describe("payments", () => {
  it("are listed for the operator with what became of their money", async () => {
    const world = await paidWorld();
    await world.stripe.refunds.create({ payment_intent: world.intentId, amount: 900 });
    await world.control.openDispute({ paymentIntent: world.intentId, amount: 4_000 });
    await world.deliver();
    const { items } = await listPayments(world.job, { workspaceId: world.workspace.id });
    expect(items).toMatchObject([
      {
        id: world.intentId,
        purpose: "invoice",
        status: "succeeded",
        receivedMinor: 4_900,
        refundedMinor: 900,
        disputedMinor: 4_000,
        methodBrand: "visa",
      },
    ]);
    await expectPt(world, 0);
    await expect(listPayments(world.ctx)).rejects.toMatchObject({ slug: "forbidden" });
  });
});
