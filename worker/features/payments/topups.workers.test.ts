import { describe, expect, it, vi } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/time";
import { rowsOf } from "../../../tests/support/billing.ts";
import { makePerson } from "../../../tests/support/people.ts";
import { openPaymentWorld, type PaymentWorld } from "../../../tests/support/payments.ts";
import { listTopups, refundPayment, startTopup, syncPaymentIntent } from "./index.ts";
import { performTopup } from "./perform-topup.ts";
import { recoverTopups } from "./recover-topups.ts";

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

describe("a payment intent", () => {
  it("of nobody that we know changes nothing", async () => {
    const world = await openPaymentWorld();
    await syncPaymentIntent(world.job, "pi_unknown");
    const intent = await world.stripe.paymentIntents.create({ amount: 500, currency: "usd" });
    await syncPaymentIntent(world.job, intent.id);
    expect(await world.pt()).toBe(0);
  });
});
