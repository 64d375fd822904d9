import { describe, expect, it } from "vitest";
import {
  idIn,
  DAY_S,
  makeCustomer,
  makePrice,
  openBench,
  START_S,
  subscribe,
  type Bench,
} from "./testing.ts";

const MONTH_S = 31 * DAY_S;
const HOUR_S = 3_600;

async function typesSince({ control }: Bench, count: number) {
  return (await control.events()).slice(count).map(({ type }) => type);
}

describe("time", () => {
  it("renews a subscription with a draft, an hour, and a payment", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription } = await subscribe(bench, pro.id);
    await control.advance(MONTH_S * 1_000);
    const drafted = await stripe.subscriptions.retrieve(subscription.id, {
      expand: ["latest_invoice"],
    });
    expect(drafted).toMatchObject({
      status: "active",
      items: {
        data: [
          {
            current_period_start: START_S + MONTH_S,
            current_period_end: Date.UTC(2027, 2, 1, 12) / 1_000,
          },
        ],
      },
      latest_invoice: { status: "draft", billing_reason: "subscription_cycle", amount_due: 4900 },
    });
    const before = (await control.events()).length;
    await control.advance(HOUR_S * 1_000);
    expect(await typesSince(bench, before)).toEqual([
      "invoice.finalized",
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice_payment.paid",
      "invoice.paid",
      "invoice.payment_succeeded",
    ]);
  });

  it("keeps the last day of a month as billing date", async () => {
    const bench = await openBench();
    const pro = await makePrice(bench, "Pro", 4900);
    await bench.control.setClock(Date.UTC(2027, 0, 31, 10));
    const { subscription } = await subscribe(bench, pro.id);
    const endsAt = (one: typeof subscription) =>
      new Date((one.items.data[0]?.current_period_end ?? 0) * 1_000).toISOString();
    expect(endsAt(subscription)).toBe("2027-02-28T10:00:00.000Z");
    await bench.control.setClock(Date.UTC(2027, 2, 1));
    const next = await bench.stripe.subscriptions.retrieve(subscription.id);
    expect(endsAt(next)).toBe("2027-03-31T10:00:00.000Z");
  });

  it("tries a refused card again after three, five and seven days, then ends it", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription, customer } = await subscribe(bench, pro.id);
    await control.setCard(customer.id, "declined");
    await control.advance((MONTH_S + HOUR_S) * 1_000);
    const failedAt = START_S + MONTH_S + HOUR_S;
    const invoiceOf = async () => {
      const one = await stripe.subscriptions.retrieve(subscription.id, {
        expand: ["latest_invoice"],
      });
      return [one, one.latest_invoice] as const;
    };
    for (const [index, days] of [3, 5, 7].entries()) {
      const [running, invoice] = await invoiceOf();
      expect(running.status).toBe("past_due");
      expect(invoice).toMatchObject({
        status: "open",
        attempt_count: index + 1,
        next_payment_attempt: failedAt + days * DAY_S,
      });
      await control.setClock((failedAt + days * DAY_S) * 1_000);
    }
    const [ended, invoice] = await invoiceOf();
    expect(ended).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "payment_failed" },
    });
    expect(invoice).toMatchObject({ status: "open", attempt_count: 4, next_payment_attempt: null });
    expect(await control.events("invoice.payment_failed")).toHaveLength(4);
  });

  it("recovers when the invoice is paid by hand", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription, customer } = await subscribe(bench, pro.id);
    await control.setCard(customer.id, "declined");
    await control.advance((MONTH_S + HOUR_S) * 1_000);
    const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(subscription.id);
    await expect(stripe.invoices.pay(idIn(invoice))).rejects.toMatchObject({
      code: "card_declined",
    });
    await stripe.invoices.pay(idIn(invoice), { payment_method: "pm_card_mastercard" });
    const after = await stripe.subscriptions.retrieve(subscription.id);
    expect(after.status).toBe("active");
  });

  it("warns three days before a trial ends and then charges", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription } = await subscribe(bench, pro.id, { trial_period_days: 14 });
    expect(subscription).toMatchObject({ status: "trialing", trial_end: START_S + 14 * DAY_S });
    const zero = await stripe.invoices.retrieve(idIn(subscription.latest_invoice));
    expect(zero).toMatchObject({ status: "paid", total: 0 });
    await control.advance(11 * DAY_S * 1_000 - 1_000);
    expect(await control.events("customer.subscription.trial_will_end")).toHaveLength(0);
    await control.advance(1_000);
    expect(await control.events("customer.subscription.trial_will_end")).toHaveLength(1);
    await control.advance((3 * DAY_S + HOUR_S) * 1_000);
    const running = await stripe.subscriptions.retrieve(subscription.id, {
      expand: ["latest_invoice"],
    });
    expect(running).toMatchObject({
      status: "active",
      latest_invoice: { status: "paid", total: 4900 },
    });
  });

  it("ends a subscription at its period's end when it was canceled", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription } = await subscribe(bench, pro.id);
    const canceled = await stripe.subscriptions.update(subscription.id, {
      cancel_at_period_end: true,
      cancellation_details: { comment: "Too slow", feedback: "low_quality" },
    });
    expect(canceled).toMatchObject({ status: "active", cancel_at: START_S + MONTH_S });
    await control.advance(MONTH_S * 1_000);
    const [event] = await control.events("customer.subscription.deleted");
    expect(event?.data.object).toMatchObject({
      status: "canceled",
      ended_at: START_S + MONTH_S,
      cancellation_details: { comment: "Too slow", feedback: "low_quality" },
    });
    await expect(
      stripe.invoices.createPreview({ subscription: subscription.id }),
    ).rejects.toMatchObject({ code: "invoice_upcoming_none" });
  });

  it("resumes what was paused, and voids what fell due meanwhile", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription } = await subscribe(bench, pro.id);
    await stripe.subscriptions.update(subscription.id, {
      pause_collection: { behavior: "void", resumes_at: START_S + 40 * DAY_S },
    });
    await control.advance((MONTH_S + HOUR_S) * 1_000);
    expect(await control.events("invoice.voided")).toHaveLength(1);
    await control.advance(10 * DAY_S * 1_000);
    const resumed = await stripe.subscriptions.retrieve(subscription.id);
    expect(resumed.pause_collection).toBeNull();
  });

  it("moves a test clock's customers and nobody else", async () => {
    const bench = await openBench();
    const { stripe } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription: other } = await subscribe(bench, pro.id);
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: START_S });
    const customer = await stripe.customers.create({ test_clock: clock.id });
    const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
    const own = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: pro.id }],
      default_payment_method: card.id,
    });
    await stripe.testHelpers.testClocks.advance(clock.id, {
      frozen_time: START_S + MONTH_S + HOUR_S,
    });
    const moved = await stripe.subscriptions.retrieve(own.id);
    const still = await stripe.subscriptions.retrieve(other.id);
    expect(moved.items.data[0]?.current_period_start).toBe(START_S + MONTH_S);
    expect(still.items.data[0]?.current_period_start).toBe(START_S);
  });
});

describe("a schedule", () => {
  it("changes the plan at the end of the period and lets go", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const entry = await makePrice(bench, "Entry", 1900);
    const { subscription } = await subscribe(bench, pro.id);
    const schedule = await stripe.subscriptionSchedules.create({
      from_subscription: subscription.id,
    });
    const [running] = schedule.phases;
    await stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: "release",
      phases: [
        {
          items: [{ price: pro.id, quantity: 1 }],
          start_date: running?.start_date ?? 0,
          end_date: running?.end_date ?? 0,
        },
        {
          items: [{ price: entry.id, quantity: 1 }],
          duration: { interval: "month", interval_count: 1 },
          proration_behavior: "none",
        },
      ],
    });
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id });
    expect(preview).toMatchObject({ total: 1900 });
    await control.advance((MONTH_S + HOUR_S) * 1_000);
    const after = await stripe.subscriptions.retrieve(subscription.id, {
      expand: ["latest_invoice", "schedule"],
    });
    expect(after).toMatchObject({
      items: { data: [{ price: { id: entry.id } }] },
      latest_invoice: { total: 1900, status: "paid" },
      schedule: { status: "active" },
    });
    await control.advance(29 * DAY_S * 1_000);
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ schedule: null });
    expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
      status: "released",
      released_subscription: subscription.id,
    });
  });

  it("keeps the subscription from being canceled around it", async () => {
    const bench = await openBench();
    const { stripe } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription } = await subscribe(bench, pro.id);
    const schedule = await stripe.subscriptionSchedules.create({
      from_subscription: subscription.id,
    });
    await expect(
      stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true }),
    ).rejects.toMatchObject({ type: "StripeInvalidRequestError" });
    await stripe.subscriptionSchedules.release(schedule.id);
    const after = await stripe.subscriptions.update(subscription.id, {
      cancel_at_period_end: true,
    });
    expect(after.cancel_at_period_end).toBe(true);
  });
});

describe("a subscription without a card", () => {
  it("stays incomplete, and expires after 23 hours", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const customer = await makeCustomer(bench, "pm_card_chargeCustomerFail");
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: pro.id }],
    });
    expect(subscription.status).toBe("incomplete");
    await control.advance(23 * HOUR_S * 1_000);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe(
      "incomplete_expired",
    );
    expect(await control.events("invoice.voided")).toHaveLength(1);
  });
});
