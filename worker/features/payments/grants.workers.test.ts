import { describe, expect, it } from "vitest";
import { DAY_MS } from "#core/time";
import { findSubscription } from "#features/billing";
import { rowsOf } from "../../../tests/support/billing.ts";
import { makePerson } from "../../../tests/support/people.ts";
import { openPaymentWorld, type PaymentWorld, PT } from "../../../tests/support/payments.ts";
import { getInvoice, listInvoices, syncInvoice } from "./index.ts";

/** The running period of the plan as the ledger has it. */
async function periodOf({ ledger }: PaymentWorld) {
  const { plan, periodEndsAtMs } = await ledger.balance();
  return { plan, periodEndsAtMs };
}

/** The rest of a period that an upgrade is paid for, in micro-PT, worked out from Stripe's lines. */
async function owedForChange(world: PaymentWorld, differencePt: number) {
  const [invoice] = await world.invoices();
  const charge = invoice?.lines.data.find(({ amount }) => amount > 0);
  const subscription = (await world.stripe.subscriptions.list()).data[0];
  const item = subscription?.items.data[0];
  if (charge === undefined || item === undefined) throw new Error("nothing was changed");
  const left = BigInt(charge.period.end - charge.period.start);
  const whole = BigInt(item.current_period_end - item.current_period_start);
  return Number((BigInt(differencePt) * BigInt(PT) * left) / whole);
}

describe("a paid invoice", () => {
  it("grants the PT of its line once, however often and in whatever order it is heard of", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    await world.subscribe("pro");
    await world.deliver({ times: 5, seed: 7, together: true });
    expect(await world.pt()).toBe(49_000);
    const { items } = await listInvoices(world.ctx);
    expect(items).toMatchObject([
      {
        status: "paid",
        totalMinor: 4_900,
        amountPaidMinor: 4_900,
        grantedMicroPt: 49_000 * PT,
        takenMicroPt: 0,
      },
    ]);
    const receipts = await rowsOf(
      "SELECT key FROM mails WHERE template = 'receipt' AND to_address = ?",
      world.email,
    );
    expect(receipts).toHaveLength(1);
    expect(await world.audit()).toMatchObject({ ok: true });
  });

  it("brings its subscription in first when it comes before it", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    const subscription = await world.subscribe("entry");
    const [invoice] = await world.invoices();
    await syncInvoice(world.job, invoice?.id ?? "");
    expect(await world.pt()).toBe(19_000);
    expect(await findSubscription(world.ctx, subscription.id)).toMatchObject({ plan: "entry" });
    expect(await world.planInForce()).toBe("entry");
  });

  it("of a customer whom nobody knows is tried again later", async () => {
    const world = await openPaymentWorld();
    const stranger = await world.stripe.customers.create({ email: "nobody@example.com" });
    const invoice = await world.stripe.invoices.create({ customer: stranger.id });
    await world.stripe.invoices.finalizeInvoice(invoice.id);
    await expect(syncInvoice(world.job, invoice.id)).rejects.toThrow(/nobody's/);
  });

  it("of a year brings twelve months at once, with seats on their own line", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    await world.subscribe("pro", { interval: "year", seats: 2 });
    await world.deliver();
    expect(await world.pt()).toBe(12 * 49_000 + 12 * 2 * 12_000);
    const { items } = await listInvoices(world.ctx);
    const { lines, payments } = await getInvoice(world.ctx, items[0]?.id ?? "");
    expect(lines.map(({ grantedMicroPt }) => grantedMicroPt / PT)).toEqual([588_000, 288_000]);
    expect(payments).toMatchObject([{ purpose: "invoice", status: "succeeded", refundedMinor: 0 }]);
  });

  it("brings all PT though a coupon paid for it", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    const coupon = await world.stripe.coupons.create({ percent_off: 100, duration: "once" });
    const { id: planVersionId } = await world.plan("pro");
    await world.stripe.subscriptions.create({
      customer: world.customerId,
      items: [{ price: await world.priceOf(planVersionId) }],
      discounts: [{ coupon: coupon.id }],
    });
    await world.deliver({ times: 2 });
    expect(await world.pt()).toBe(49_000);
    expect((await listInvoices(world.ctx)).items).toMatchObject([{ amountPaidMinor: 0 }]);
  });

  it("of a trial brings the plan's trial PT, and the first payment the whole period", async () => {
    const world = await openPaymentWorld();
    await world.buy({ plan: "pro" });
    await world.deliver({ times: 3, seed: 3 });
    expect(await world.pt()).toBe(2_000);
    await world.advance(15 * DAY_MS);
    await world.deliver({ times: 3, seed: 4 });
    expect(await world.pt()).toBe(51_000);
  });

  it("that is not paid brings nothing", async () => {
    const world = await openPaymentWorld();
    await world.setCard("declined");
    await world.subscribe("pro");
    await world.deliver({ times: 3 });
    expect(await world.pt()).toBe(0);
    expect((await listInvoices(world.ctx)).items).toMatchObject([{ status: "open" }]);
  });
});

describe("a renewal", () => {
  it("brings the next period's PT, once", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    await world.subscribe("entry");
    await world.advance(32 * DAY_MS);
    await world.deliver({ times: 3, seed: 11, together: true });
    expect(await world.pt()).toBe(38_000);
    expect((await listInvoices(world.ctx)).items).toHaveLength(2);
  });
});

describe("an upgrade within a period", () => {
  it("brings the same share of the difference as it costs, to the second, in any order", async () => {
    for (const seed of [1, 2, 3]) {
      const world = await openPaymentWorld();
      await world.setCard("ok");
      const { id } = await world.subscribe("entry");
      await world.advance(11 * DAY_MS + 4_567_000);
      await world.change(id, "pro");
      await world.deliver({ times: 5, seed, together: seed === 3 });
      const owedMicroPt = await owedForChange(world, 30_000);
      expect(await world.pt()).toBe(19_000 + owedMicroPt / PT);
    }
  });

  it("keeps the running period: what was used stays used", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    const { id } = await world.subscribe("entry");
    await world.deliver();
    const before = await periodOf(world);
    await world.advance(10 * DAY_MS);
    await world.change(id, "pro");
    await world.deliver();
    expect(await periodOf(world)).toEqual({ ...before, plan: "pro" });
  });

  it("followed by downgrades and upgrades mints nothing, in any order", async () => {
    for (const seed of [5, 6]) {
      const world = await openPaymentWorld();
      await world.setCard("ok");
      const { id } = await world.subscribe("entry");
      await world.advance(5 * DAY_MS);
      await world.change(id, "pro");
      const owedMicroPt = await owedForChange(world, 30_000);
      for (const plan of ["entry", "pro", "entry", "pro"] as const) {
        await world.advance(DAY_MS);
        await world.change(id, plan);
      }
      await world.deliver({ times: 2, seed, together: seed === 6 });
      expect(await world.pt()).toBe(19_000 + owedMicroPt / PT);
      expect(await world.audit()).toMatchObject({ ok: true });
    }
  });
});

describe("invoices", () => {
  it("are the workspace's own, page by page, newest first", async () => {
    const world = await openPaymentWorld();
    await world.setCard("ok");
    await world.subscribe("entry");
    await world.advance(64 * DAY_MS);
    await world.deliver();
    const first = await listInvoices(world.ctx, { limit: 2 });
    const rest = await listInvoices(world.ctx, { limit: 2, cursor: first.nextCursor ?? "" });
    expect(first.items).toHaveLength(2);
    expect(rest).toMatchObject({
      items: [{ billingReason: "subscription_create" }],
      nextCursor: null,
    });
    const stranger = await makePerson();
    expect((await listInvoices(stranger.ctx)).items).toEqual([]);
    const { id = "" } = first.items[0] ?? {};
    await expect(getInvoice(stranger.ctx, id)).rejects.toMatchObject({ slug: "not-found" });
    await expect(listInvoices(world.ctx, { cursor: "x" })).rejects.toMatchObject({
      slug: "invalid-input",
    });
  });

  it("are brought in by jobs and the operator only", async () => {
    const world = await openPaymentWorld();
    await expect(syncInvoice(world.ctx, "in_1")).rejects.toMatchObject({ slug: "forbidden" });
  });
});
