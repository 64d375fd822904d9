import type { Stripe } from "stripe";
import { describe, expect, it } from "vitest";
import { idIn, DAY_S, makePrice, openBench, START_S, subscribe, type Bench } from "./testing.ts";

const MONTH_S = 31 * DAY_S;

/** Nearest whole cent, halves away from zero: worked out apart from the stand-in. */
function cents(amount: number, seconds: number, whole: number): number {
  const exact = (amount * seconds) / whole;
  return Math.sign(exact) * Math.floor(Math.abs(exact) + 0.5);
}

async function lines(bench: Bench, subscription: Stripe.Subscription) {
  const id = subscription.latest_invoice;
  const invoice = await bench.stripe.invoices.retrieve(idIn(id));
  return { invoice, lines: invoice.lines.data };
}

describe("a change of plan in the middle of a period", () => {
  it("credits and debits to the second, as its preview said", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const entry = await makePrice(bench, "Entry", 1900);
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription } = await subscribe(bench, entry.id);
    const item = subscription.items.data[0]?.id ?? "";
    const used = 11 * DAY_S + 4_321;
    await control.advance(used * 1_000);
    const at = START_S + used;
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: {
        items: [{ id: item, price: pro.id }],
        proration_behavior: "always_invoice",
        proration_date: at,
      },
    });
    const left = MONTH_S - used;
    const credit = -cents(1900, left, MONTH_S);
    const debit = cents(4900, left, MONTH_S);
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([credit, debit]);
    expect(preview.amount_due).toBe(credit + debit);
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: pro.id }],
      proration_behavior: "always_invoice",
      proration_date: at,
      payment_behavior: "pending_if_incomplete",
    });
    expect(changed.items.data[0]).toMatchObject({
      id: item,
      price: { id: pro.id },
      current_period_start: START_S,
      current_period_end: START_S + MONTH_S,
    });
    const { invoice, lines: made } = await lines(bench, changed);
    expect(invoice).toMatchObject({
      status: "paid",
      amount_paid: preview.amount_due,
      billing_reason: "subscription_update",
    });
    expect(made.map(({ amount, period }) => ({ amount, period }))).toEqual([
      { amount: credit, period: { start: at, end: START_S + MONTH_S } },
      { amount: debit, period: { start: at, end: START_S + MONTH_S } },
    ]);
    expect(made[0]?.parent?.subscription_item_details).toMatchObject({
      proration: true,
      subscription: subscription.id,
      subscription_item: item,
      proration_details: { credited_items: { invoice: subscription.latest_invoice } },
    });
    expect(made[1]?.pricing?.price_details?.price).toBe(pro.id);
  });

  it("credits the second change from what the first one debited", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const entry = await makePrice(bench, "Entry", 1900);
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription } = await subscribe(bench, entry.id);
    const item = subscription.items.data[0]?.id ?? "";
    const move = (price: string) =>
      stripe.subscriptions.update(subscription.id, {
        items: [{ id: item, price }],
        proration_behavior: "always_invoice",
      });
    await control.advance(10 * DAY_S * 1_000);
    await move(pro.id);
    await control.advance(10 * DAY_S * 1_000);
    const { lines: made, invoice } = await lines(bench, await move(entry.id));
    const debited = cents(4900, 21 * DAY_S, MONTH_S);
    const back = -cents(debited, 11 * DAY_S, 21 * DAY_S);
    expect(made.map(({ amount }) => amount)).toEqual([back, cents(1900, 11 * DAY_S, MONTH_S)]);
    expect(invoice.total).toBeLessThan(0);
    expect(invoice).toMatchObject({ status: "paid", amount_due: 0, ending_balance: invoice.total });
    const customer = await stripe.customers.retrieve(idIn(subscription.customer));
    expect(customer).toMatchObject({ balance: invoice.total });
  });

  it("moves the billing date when the interval changes", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const month = await makePrice(bench, "Pro", 4900);
    const year = await makePrice(bench, "Pro", 49_000, "year");
    const { subscription } = await subscribe(bench, month.id);
    await control.advance(10 * DAY_S * 1_000);
    const at = START_S + 10 * DAY_S;
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: subscription.items.data[0]?.id ?? "", price: year.id }],
      proration_behavior: "always_invoice",
    });
    expect(changed.billing_cycle_anchor).toBe(at);
    expect(changed.items.data[0]).toMatchObject({
      current_period_start: at,
      current_period_end: at + 365 * DAY_S,
    });
    const { lines: made } = await lines(bench, changed);
    expect(made.map(({ amount }) => amount)).toEqual([-cents(4900, 21 * DAY_S, MONTH_S), 49_000]);
    expect(made[1]?.parent?.subscription_item_details?.proration).toBe(false);
  });

  it("adds seats as an item of their own for what is left of the period", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const seat = await makePrice(bench, "Seat", 900);
    const { subscription } = await subscribe(bench, pro.id);
    await control.advance(15 * DAY_S * 1_000);
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ price: seat.id, quantity: 3 }],
      proration_behavior: "always_invoice",
    });
    const { lines: made } = await lines(bench, changed);
    expect(made.map(({ amount, quantity }) => ({ amount, quantity }))).toEqual([
      { amount: cents(2700, 16 * DAY_S, MONTH_S), quantity: 3 },
    ]);
    expect(changed.items.data).toHaveLength(2);
  });

  it("waits for the renewal when prorations are only created", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const entry = await makePrice(bench, "Entry", 1900);
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription } = await subscribe(bench, entry.id);
    await control.advance(10 * DAY_S * 1_000);
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: subscription.items.data[0]?.id ?? "", price: pro.id }],
    });
    const wanted = [-cents(1900, 21 * DAY_S, MONTH_S), cents(4900, 21 * DAY_S, MONTH_S), 4900];
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id });
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual(wanted);
    await control.advance(22 * DAY_S * 1_000);
    const { lines: made } = await lines(
      bench,
      await stripe.subscriptions.retrieve(subscription.id),
    );
    expect(made.map(({ amount }) => amount)).toEqual(wanted);
  });

  it("keeps the old plan while a refused payment is pending, and applies it when paid", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const entry = await makePrice(bench, "Entry", 1900);
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription, customer } = await subscribe(bench, entry.id);
    await control.setCard(customer.id, "declined");
    await control.advance(DAY_S * 1_000);
    const item = subscription.items.data[0]?.id ?? "";
    const waiting = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: pro.id }],
      proration_behavior: "always_invoice",
      payment_behavior: "pending_if_incomplete",
    });
    expect(waiting.status).toBe("active");
    expect(waiting.items.data[0]?.price.id).toBe(entry.id);
    expect(waiting.pending_update?.subscription_items?.[0]?.price.id).toBe(pro.id);
    await control.setCard(customer.id, "ok");
    await stripe.invoices.pay(idIn(waiting.latest_invoice));
    const applied = await stripe.subscriptions.retrieve(subscription.id);
    expect(applied.items.data[0]?.price.id).toBe(pro.id);
    expect(applied.pending_update).toBeNull();
  });

  it("leaves all as it was when the change is to fail with its payment", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const entry = await makePrice(bench, "Entry", 1900);
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription, customer } = await subscribe(bench, entry.id);
    await control.setCard(customer.id, "insufficient_funds");
    const update = stripe.subscriptions.update(subscription.id, {
      items: [{ id: subscription.items.data[0]?.id ?? "", price: pro.id }],
      proration_behavior: "always_invoice",
      payment_behavior: "error_if_incomplete",
    });
    await expect(update).rejects.toMatchObject({
      type: "StripeCardError",
      statusCode: 402,
      decline_code: "insufficient_funds",
    });
    const after = await stripe.subscriptions.retrieve(subscription.id);
    expect(after).toMatchObject({
      status: "active",
      items: { data: [{ price: { id: entry.id } }] },
    });
  });
});

describe("a discount", () => {
  it("counts on every renewal, or once", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const coupon = await stripe.coupons.create({ percent_off: 25, duration: "once" });
    await stripe.promotionCodes.create({
      promotion: { type: "coupon", coupon: coupon.id },
      code: "HELLO",
      max_redemptions: 1,
    });
    const [code] = (await stripe.promotionCodes.list({ code: "hello", active: true })).data;
    const { subscription } = await subscribe(bench, pro.id, {
      discounts: [{ promotion_code: code?.id ?? "" }],
    });
    const first = await lines(bench, subscription);
    expect(first.invoice).toMatchObject({ subtotal: 4900, total: 3675 });
    expect(first.invoice.total_discount_amounts).toMatchObject([{ amount: 1225 }]);
    await control.advance((MONTH_S + DAY_S) * 1_000);
    const second = await lines(bench, await stripe.subscriptions.retrieve(subscription.id));
    expect(second.invoice).toMatchObject({ total: 4900, status: "paid" });
    expect(await stripe.promotionCodes.list({ code: "HELLO", active: true })).toMatchObject({
      data: [],
    });
  });

  it("lowers what tax is taken on", async () => {
    const bench = await openBench();
    const pro = await makePrice(bench, "Pro", 4999);
    const coupon = await bench.stripe.coupons.create({ percent_off: 10, duration: "forever" });
    const { subscription } = await subscribe(bench, pro.id, {
      discounts: [{ coupon: coupon.id }],
      automatic_tax: { enabled: true },
    });
    const { invoice } = await lines(bench, subscription);
    expect(invoice).toMatchObject({
      subtotal: 4999,
      total_excluding_tax: 4499,
      total: 4499 + 900,
      total_taxes: [{ amount: 900, taxable_amount: 4499 }],
    });
  });
});
