import { describe, expect, it, vi } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/time";
import { rowsOf } from "../../../tests/support/billing.ts";
import { makePerson } from "../../../tests/support/people.ts";
import { openPaymentWorld, type PaymentWorld } from "../../../tests/support/payments.ts";
import {
  getAutoTopup,
  getDunning,
  listInvoices,
  payInvoice,
  triggerAutoTopup,
  updateAutoTopup,
} from "./index.ts";
import { sweepDunning } from "./sweep-dunning.ts";

vi.setConfig({ testTimeout: 120_000 });

/** A subscription whose renewal has just been declined. */
async function failedWorld(after: "past_due" | "cancel" | "unpaid" = "past_due") {
  const world = await openPaymentWorld();
  await world.control.setDunning({ retryDays: [3, 5, 20], after });
  await world.setCard("ok");
  await world.subscribe("pro");
  await world.deliver();
  await world.setCard("declined");
  await world.advance(31 * DAY_MS + 2 * HOUR_MS);
  await world.deliver({ times: 2, seed: 4 });
  return world;
}

const stepsSent = async ({ email }: PaymentWorld) =>
  (
    await rowsOf<{ template: string; key: string }>(
      "SELECT template, key FROM mails WHERE to_address = ? AND template IN ('payment-failed', 'plan-frozen', 'payment-recovered') ORDER BY created_at_ms",
      email,
    )
  ).map(({ template, key }) => (template === "payment-failed" ? key.split(":")[2] : template));

/** So many days pass, and the job runs every six hours, twice each time. */
async function days(world: PaymentWorld, count: number): Promise<void> {
  for (let at = 0; at < count * 4; at += 1) {
    await world.advance(6 * HOUR_MS);
    await Promise.all([sweepDunning(world.job), sweepDunning(world.job)]);
  }
}

describe("a renewal that cannot be paid", () => {
  it("opens one case, keeps the plan's access and brings no new PT", async () => {
    const world = await failedWorld();
    const one = await getDunning(world.ctx);
    expect(one).toMatchObject({
      state: "grace",
      amountMinor: 4_900,
      currency: "usd",
      steps: [
        { step: 1, sent: true },
        { step: 2, sent: false },
        { step: 3, sent: false },
        { step: 4, sent: false },
      ],
    });
    expect((one?.graceEndsAtMs ?? 0) - (one?.openedAtMs ?? 0)).toBe(7 * DAY_MS);
    expect(await stepsSent(world)).toEqual(["1"]);
    expect(await world.planInForce()).toBe("pro");
    expect(await world.pt()).toBe(49_000);
    const stranger = await makePerson();
    expect(await getDunning(stranger.ctx)).toBeNull();
  });

  it("is written about on days 3 and 5, and on day 7 the plan is frozen, each once", async () => {
    const world = await failedWorld();
    await updateAutoTopup(world.ctx, {
      enabled: true,
      thresholdPt: 100_000,
      packId: "pt-5000",
      monthlyCapMinor: 5_000,
      currency: "usd",
    });
    await days(world, 2);
    expect(await stepsSent(world)).toEqual(["1"]);
    await days(world, 1.5);
    expect(await stepsSent(world)).toEqual(["1", "2"]);
    await days(world, 2);
    expect(await stepsSent(world)).toEqual(["1", "2", "3"]);
    expect(await world.planInForce()).toBe("pro");
    await days(world, 2);
    expect(await stepsSent(world)).toEqual(["1", "2", "3", "plan-frozen"]);
    expect(await world.planInForce()).toBe("free");
    expect(await getDunning(world.ctx)).toMatchObject({ state: "frozen" });
    expect(await getAutoTopup(world.ctx)).toMatchObject({ stoppedBecause: "frozen" });
    await triggerAutoTopup(world.job, world.workspace.accountId);
    expect(
      await rowsOf("SELECT id FROM topups WHERE account_id = ?", world.workspace.accountId),
    ).toEqual([]);
    await days(world, 3);
    expect(await stepsSent(world)).toHaveLength(4);
  });

  it("that is paid at once recovers: PT come, the plan is back, and it is said once", async () => {
    const world = await failedWorld();
    await days(world, 8);
    expect(await world.planInForce()).toBe("free");
    const { items } = await listInvoices(world.ctx);
    const owed = items.find(({ status }) => status === "open");
    await expect(payInvoice(world.ctx, owed?.id ?? "")).rejects.toMatchObject({
      slug: "payment-failed",
    });
    await world.setCard("ok");
    const paid = await Promise.all([1, 2, 3].map(() => payInvoice(world.ctx, owed?.id ?? "")));
    expect(paid.map(({ status }) => status)).toEqual(["paid", "paid", "paid"]);
    await world.deliver({ times: 3, seed: 5 });
    expect(await getDunning(world.ctx)).toBeNull();
    expect(await world.planInForce()).toBe("pro");
    expect(await world.pt()).toBe(98_000);
    expect((await stepsSent(world)).filter((step) => step === "payment-recovered")).toHaveLength(1);
    expect(await world.audit()).toMatchObject({ ok: true });
  });

  it("ends when Stripe gives the subscription up", async () => {
    const world = await failedWorld("cancel");
    await days(world, 22);
    await world.deliver();
    expect(await getDunning(world.ctx)).toBeNull();
    expect(await world.planInForce()).toBe("free");
    expect(await stepsSent(world)).not.toContain("payment-recovered");
    expect(
      await rowsOf("SELECT state FROM dunning_cases WHERE workspace_id = ?", world.workspace.id),
    ).toEqual([{ state: "ended" }]);
  });

  it("ends when its invoice is voided, and the plan's access is back", async () => {
    const world = await failedWorld();
    await days(world, 8);
    const { items } = await listInvoices(world.ctx);
    const owed = items.find(({ status }) => status === "open");
    await world.stripe.invoices.voidInvoice(owed?.id ?? "");
    await world.deliver({ times: 2, seed: 1 });
    expect(await getDunning(world.ctx)).toBeNull();
    expect(await world.pt()).toBe(49_000);
    await expect(payInvoice(world.ctx, owed?.id ?? "")).rejects.toMatchObject({ slug: "conflict" });
  });

  it("is found paid by the job though no event said so, and nobody is written to", async () => {
    const world = await failedWorld();
    await world.setCard("ok");
    const owed = (await world.invoices()).find(({ status }) => status === "open");
    await world.stripe.invoices.pay(owed?.id ?? "");
    await days(world, 4);
    expect(await stepsSent(world)).toEqual(["1", "payment-recovered"]);
    expect(await world.pt()).toBe(98_000);
  });

  it("is not hurried by a clock that runs a day ahead for an hour", async () => {
    const world = await failedWorld();
    world.time.nowMs += DAY_MS;
    await sweepDunning(world.job);
    world.time.nowMs -= DAY_MS;
    await sweepDunning(world.job);
    expect(await stepsSent(world)).toEqual(["1"]);
    await days(world, 3.5);
    expect(await stepsSent(world)).toEqual(["1", "2"]);
  });
});

describe("paying an invoice", () => {
  it("is for owners and admins of its own workspace", async () => {
    const world = await failedWorld();
    const { items } = await listInvoices(world.ctx);
    const owed = items.find(({ status }) => status === "open")?.id ?? "";
    await expect(payInvoice(world.as("member"), owed)).rejects.toMatchObject({ slug: "forbidden" });
    const stranger = await openPaymentWorld();
    await expect(payInvoice(stranger.ctx, owed)).rejects.toMatchObject({ slug: "not-found" });
  });
});
