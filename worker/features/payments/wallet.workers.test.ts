import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { DAY_MS } from "#core/time";
import { rowsOf } from "../../../tests/support/billing.ts";
import { makePerson } from "../../../tests/support/people.ts";
import { openPaymentWorld, type PaymentWorld } from "../../../tests/support/payments.ts";
import { checkCards, isExpiring } from "./check-cards.ts";
import {
  buildEvidence,
  getChargeback,
  getUpcomingInvoice,
  listPaymentMethods,
  removePaymentMethod,
  setDefaultPaymentMethod,
  startTopup,
  submitEvidence,
} from "./index.ts";

vi.setConfig({ testTimeout: 120_000 });

beforeAll(async () => {
  // The first person of a deployment runs it.
  await makePerson();
});

/** A second card of the customer. */
async function addCard({ stripe, customerId }: PaymentWorld): Promise<string> {
  const method = await stripe.paymentMethods.attach("pm_card_mastercard", {
    customer: customerId,
  });
  return method.id;
}

describe("payment methods", () => {
  it("are shown with the one that is charged, and nothing of another workspace's", async () => {
    const world = await openPaymentWorld();
    expect(await listPaymentMethods(world.ctx)).toEqual([]);
    const { id } = await world.setCard("ok");
    const second = await addCard(world);
    const methods = await listPaymentMethods(world.ctx);
    expect(methods.find((one) => one.id === id)).toMatchObject({
      brand: "visa",
      last4: "4242",
      isDefault: true,
      isExpired: false,
      isRemovable: true,
    });
    expect(methods.find((one) => one.id === second)).toMatchObject({ isDefault: false });
    const stranger = await openPaymentWorld();
    expect(await listPaymentMethods(stranger.ctx)).toEqual([]);
    await expect(setDefaultPaymentMethod(stranger.ctx, id)).rejects.toMatchObject({
      slug: "not-found",
    });
    await expect(removePaymentMethod(stranger.ctx, id)).rejects.toMatchObject({
      slug: "not-found",
    });
  });

  it("are chosen by admins, for the running subscription as well", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    const { id: subscriptionId } = await world.subscribe("pro");
    const second = await addCard(world);
    await expect(setDefaultPaymentMethod(world.as("member"), second)).rejects.toMatchObject({
      slug: "forbidden",
    });
    await setDefaultPaymentMethod(world.ctx, second);
    await setDefaultPaymentMethod(world.ctx, second);
    const methods = await listPaymentMethods(world.ctx);
    expect(methods.filter(({ isDefault }) => isDefault).map((one) => one.id)).toEqual([second]);
    const subscription = await world.stripe.subscriptions.retrieve(subscriptionId);
    expect([null, second]).toContain(subscription.default_payment_method);
  });

  it("keep the last one while a subscription lives, even when two are removed at once", async () => {
    const world = await openPaymentWorld();
    const { id } = await world.setCard("ok");
    await world.subscribe("pro");
    await expect(removePaymentMethod(world.ctx, id)).rejects.toMatchObject({ slug: "conflict" });
    const second = await addCard(world);
    const removed = await Promise.allSettled([
      removePaymentMethod(world.ctx, id),
      removePaymentMethod(world.ctx, second),
    ]);
    expect(removed.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await listPaymentMethods(world.ctx)).toMatchObject([
      { isDefault: true, isRemovable: false },
    ]);
  });

  it("can all be removed without a subscription", async () => {
    const world = await openPaymentWorld();
    const { id } = await world.setCard("ok");
    await removePaymentMethod(world.ctx, id);
    expect(await listPaymentMethods(world.ctx)).toEqual([]);
  });
});

describe("the next invoice", () => {
  it("is what Stripe will bill, and nothing when the plan ends before", async () => {
    const world = await openPaymentWorld();
    expect(await getUpcomingInvoice(world.ctx)).toBeNull();
    await world.setCard("ok");
    const { id } = await world.subscribe("pro", { seats: 2 });
    expect(await getUpcomingInvoice(world.ctx)).toMatchObject({
      currency: "usd",
      totalMinor: 4_900 + 2 * 1_200,
      lines: [{ quantity: 1 }, { quantity: 2 }],
    });
    await world.stripe.subscriptions.update(id, { cancel_at_period_end: true });
    expect(await getUpcomingInvoice(world.ctx)).toBeNull();
  });

  it("is refused plainly without Stripe", async () => {
    const { ctx } = await makePerson();
    await expect(getUpcomingInvoice(ctx)).rejects.toMatchObject({ slug: "not-connected" });
  });
});

describe("a card that expires", () => {
  it.each([
    [12, 2026, Date.UTC(2026, 9, 31), false],
    [12, 2026, Date.UTC(2026, 10, 1), true],
    [12, 2026, Date.UTC(2026, 11, 31, 23), true],
    [12, 2026, Date.UTC(2027, 0, 1), false],
    [1, 2027, Date.UTC(2026, 11, 1), true],
  ])("in %i/%i is told of in its month and the one before", (month, year, nowMs, expected) => {
    expect(isExpiring(month, year, nowMs)).toBe(expected);
  });

  it("is written about once for a card and month", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok", 1);
    await world.subscribe("pro");
    await world.deliver();
    await checkCards(world.job);
    await world.advance(DAY_MS);
    await checkCards(world.job);
    const told = () =>
      rowsOf<{ data: string }>(
        "SELECT data FROM mails WHERE template = 'card-expiring' AND to_address = ?",
        world.email,
      );
    const [mail, ...more] = await told();
    expect(more).toEqual([]);
    expect(JSON.parse(mail?.data ?? "{}")).toMatchObject({
      brand: "visa",
      last4: "4242",
      month: "2027-02",
    });
  });

  it("is nobody's business without a plan", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok", 1);
    await startTopup(world.ctx, { packId: "pt-5000", how: "saved" });
    await world.deliver();
    await checkCards(world.job);
    expect(
      await rowsOf(
        "SELECT id FROM mails WHERE template = 'card-expiring' AND to_address = ?",
        world.email,
      ),
    ).toEqual([]);
  });
});

describe("the evidence of a chargeback", () => {
  async function disputed() {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    await startTopup(world.ctx, { packId: "pt-10000", how: "saved" });
    const [intent] = await world.intents();
    const { id } = await world.control.openDispute({ paymentIntent: intent?.id ?? "" });
    await world.deliver();
    return { ...world, disputeId: id };
  }

  it("says who bought what, what was delivered, and lies in the bucket as text and JSON", async () => {
    const world = await disputed();
    await env.DB.prepare(
      `INSERT INTO usage_daily (account_id, day, model, feature, member_id, api_key_id, answers,
        input_tokens, cached_read_tokens, cache_write_tokens, output_tokens, charged_micro_pt)
        VALUES (?, '2099-01-02', 'gpt-5-mini', 'chat', '', '', 3, 10, 0, 0, 10, 7000000)`,
    )
      .bind(world.workspace.accountId)
      .run();
    const pack = await buildEvidence(world.job, world.disputeId);
    expect(pack.fields).toMatchObject({ customer_email_address: world.email });
    expect(pack.text).toContain(world.email);
    expect(pack.text).toContain("10000 PT");
    expect(pack.text).toContain("USD 10.00");
    expect(pack.text).toContain("2099-01-02 used: 3 answers of gpt-5-mini, 7 PT");
    expect(pack.text).not.toContain("Chargeback of");
    expect(pack.text).toContain(world.userId);
    expect(pack.facts).toMatchObject({
      requestedBy: world.userId,
      grants: [{ amountMicroPt: 10_000_000_000 }],
    });
    const { objects } = await env.BUCKET.list({ prefix: `chargebacks/${world.disputeId}/` });
    const endings = objects.map(({ key }) => key.split(".").at(-1));
    expect(new Set(endings)).toEqual(new Set(["json", "txt"]));
    await expect(buildEvidence(world.as("owner"), world.disputeId)).rejects.toMatchObject({
      slug: "forbidden",
    });
  });

  it("is handed to the bank once, with the operator's comment", async () => {
    const world = await disputed();
    const view = await submitEvidence(world.job, world.disputeId, { comment: "See the use." });
    expect(view.evidenceSubmittedAtMs).not.toBeNull();
    const dispute = await world.stripe.disputes.retrieve(world.disputeId);
    expect(dispute.evidence.uncategorized_text).toMatch(/^See the use\./);
    expect(dispute.evidence.access_activity_log).not.toBeNull();
    await expect(submitEvidence(world.job, world.disputeId)).rejects.toMatchObject({
      slug: "conflict",
    });
    expect(await getChargeback(world.job, world.disputeId)).toMatchObject({
      status: "under_review",
    });
  });
});
