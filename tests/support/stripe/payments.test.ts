import { describe, expect, it } from "vitest";
import { idIn, DAY_S, makeCustomer, makePrice, openBench, START_S, subscribe } from "./testing.ts";

describe("a payment", () => {
  it("is taken off-session from a card that works", async () => {
    const bench = await openBench();
    const { stripe } = bench;
    const customer = await makeCustomer(bench);
    const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data;
    const intent = await stripe.paymentIntents.create({
      amount: 1_000,
      currency: "usd",
      customer: customer.id,
      payment_method: card?.id ?? "",
      off_session: true,
      confirm: true,
      metadata: { topup: "top_1" },
      expand: ["latest_charge.balance_transaction"],
    });
    expect(intent).toMatchObject({
      status: "succeeded",
      amount_received: 1_000,
      metadata: { topup: "top_1" },
      latest_charge: { paid: true, balance_transaction: { amount: 1_000, fee: 59, net: 941 } },
    });
  });

  it("is refused with the code and the intent that holds the refusal", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const customer = await makeCustomer(bench);
    const card = await control.setCard(customer.id, "insufficient_funds");
    const attempt = stripe.paymentIntents.create({
      amount: 1_000,
      currency: "usd",
      customer: customer.id,
      payment_method: card.id,
      off_session: true,
      confirm: true,
    });
    await expect(attempt).rejects.toMatchObject({
      type: "StripeCardError",
      statusCode: 402,
      code: "card_declined",
      decline_code: "insufficient_funds",
      payment_intent: {
        status: "requires_payment_method",
        last_payment_error: { decline_code: "insufficient_funds" },
      },
    });
    const types = (await control.events()).map(({ type }) => type).slice(-3);
    expect(types).toEqual([
      "payment_intent.created",
      "charge.failed",
      "payment_intent.payment_failed",
    ]);
  });

  it("asks its holder on-session and is refused off-session, until the card is set up", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const customer = await makeCustomer(bench);
    const card = await stripe.paymentMethods.attach("pm_card_authenticationRequiredOnSetup", {
      customer: customer.id,
    });
    const sent = {
      amount: 1_000,
      currency: "usd",
      customer: customer.id,
      payment_method: card.id,
      confirm: true,
    };
    const offSession = stripe.paymentIntents.create({ ...sent, off_session: true });
    await expect(offSession).rejects.toMatchObject({ code: "authentication_required" });
    const asking = await stripe.paymentIntents.create({
      ...sent,
      setup_future_usage: "off_session",
      return_url: "https://app.test/back",
    });
    expect(asking.status).toBe("requires_action");
    expect(asking.next_action?.redirect_to_url?.url).toBe(`http://stripe.test/c/3ds/${asking.id}`);
    await control.authenticate(asking.id);
    expect((await stripe.paymentIntents.retrieve(asking.id)).status).toBe("succeeded");
    const later = await stripe.paymentIntents.create({ ...sent, off_session: true });
    expect(later.status).toBe("succeeded");
  });

  it("cannot be smaller than Stripe takes", async () => {
    const { stripe } = await openBench();
    await expect(
      stripe.paymentIntents.create({ amount: 49, currency: "usd" }),
    ).rejects.toMatchObject({ code: "amount_too_small", param: "amount" });
  });
});

describe("many payments", () => {
  it("are there at once, spread over time, and silent", async () => {
    const { stripe, control } = await openBench();
    const { ids } = await control.seedPayments({ count: 250, everySeconds: 60 });
    const seen: string[] = [];
    const since = { gte: START_S - 100 * 60 };
    for await (const { payment_intent: intent } of stripe.charges.list({
      limit: 100,
      created: since,
    })) {
      seen.push(idIn(intent));
    }
    expect(seen).toEqual(ids.slice(-101).toReversed());
    expect(await control.events()).toEqual([]);
  });
});

describe("a deleted customer", () => {
  it("has no card and no running subscription any more", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { customer, subscription } = await subscribe(bench, pro.id);
    const before = (await control.events()).length;
    await stripe.customers.del(customer.id);
    const told = (await control.events()).slice(before).map(({ type }) => type);
    expect(told).toEqual([
      "customer.subscription.deleted",
      "payment_method.detached",
      "customer.updated",
      "customer.deleted",
    ]);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("canceled");
    await expect(stripe.customers.update(customer.id, { name: "x" })).rejects.toMatchObject({
      code: "resource_missing",
    });
  });
});

describe("a refund", () => {
  it("adds up over parts and never gives back more than was paid", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription } = await subscribe(bench, pro.id);
    const payments = await stripe.invoicePayments.list({
      invoice: idIn(subscription.latest_invoice),
    });
    const intent = idIn(payments.data[0]?.payment.payment_intent);
    const found = await stripe.invoicePayments.list({
      payment: { type: "payment_intent", payment_intent: intent },
    });
    expect(found.data[0]?.invoice).toBe(subscription.latest_invoice);
    await stripe.refunds.create({ payment_intent: intent, amount: 900 });
    await stripe.refunds.create({ payment_intent: intent, amount: 1_000 });
    const tooMuch = stripe.refunds.create({ payment_intent: intent, amount: 3_001 });
    await expect(tooMuch).rejects.toThrow(
      "Refund amount ($30.01) is greater than unrefunded amount on charge ($30.00)",
    );
    await stripe.refunds.create({ payment_intent: intent });
    const again = stripe.refunds.create({ payment_intent: intent });
    await expect(again).rejects.toMatchObject({ code: "charge_already_refunded" });
    const charges = await stripe.charges.list({ payment_intent: intent, expand: ["data.refunds"] });
    expect(charges.data[0]).toMatchObject({ refunded: true, amount_refunded: 4900 });
    expect(charges.data[0]?.refunds?.data.map(({ amount }) => amount)).toEqual([3000, 1000, 900]);
    const told = await control.events("charge.refunded");
    expect(told.map(({ data }) => data.previous_attributes)).toEqual([
      { amount_refunded: 0 },
      { amount_refunded: 900 },
      { amount_refunded: 1900, refunded: false },
    ]);
  });

  it("may come back from the bank", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const intent = await stripe.paymentIntents.create({
      amount: 2_000,
      currency: "usd",
      payment_method: "pm_card_refundFail",
      confirm: true,
    });
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status).toBe("succeeded");
    await control.advance(2 * DAY_S * 1_000);
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: "failed" });
    const [charge] = (await stripe.charges.list({ payment_intent: intent.id })).data;
    expect(charge).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(await control.events("refund.failed")).toHaveLength(1);
    const moved = await stripe.balanceTransactions.list({ created: { gte: START_S } });
    expect(moved.data.map(({ amount }) => amount)).toEqual([2000, -2000, 2000]);
  });
});

describe("a dispute", () => {
  it("takes the money, hears the evidence and gives it back when won", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const intent = await stripe.paymentIntents.create({
      amount: 2_000,
      currency: "usd",
      payment_method: "pm_card_visa",
      confirm: true,
    });
    const { id } = await control.openDispute({ paymentIntent: intent.id, reason: "fraudulent" });
    const opened = await stripe.disputes.retrieve(id);
    expect(opened).toMatchObject({
      status: "needs_response",
      payment_intent: intent.id,
      balance_transactions: [{ amount: -2000, fee: 1500, reporting_category: "dispute" }],
    });
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      code: "charge_disputed",
    });
    const draft = await stripe.disputes.update(id, {
      evidence: { product_description: "PT" },
      submit: false,
    });
    expect(draft).toMatchObject({
      status: "needs_response",
      evidence_details: { has_evidence: true },
    });
    const sent = await stripe.disputes.update(id, {
      evidence: { uncategorized_text: "logs" },
      submit: true,
    });
    expect(sent).toMatchObject({
      status: "under_review",
      evidence_details: { submission_count: 1 },
    });
    await control.closeDispute(id, "won");
    const types = (await control.events()).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith("charge.dispute"))).toEqual([
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
      "charge.dispute.updated",
      "charge.dispute.updated",
      "charge.dispute.closed",
      "charge.dispute.funds_reinstated",
    ]);
    const moved = await stripe.balanceTransactions.list({ source: id });
    expect(moved.data.map(({ amount }) => amount)).toEqual([2000, -2000]);
  });

  it("is lost when nobody answers; an inquiry is only closed", async () => {
    const bench = await openBench();
    const { stripe, control } = bench;
    const pay = (method: string) =>
      stripe.paymentIntents.create({
        amount: 2_000,
        currency: "usd",
        payment_method: method,
        confirm: true,
      });
    await pay("pm_card_createDispute");
    await pay("pm_card_createDisputeInquiry");
    await control.advance(10 * DAY_S * 1_000);
    const { data } = await stripe.disputes.list();
    expect(data.map(({ status }) => status)).toEqual(["warning_closed", "lost"]);
    expect(await control.events("charge.dispute.funds_withdrawn")).toHaveLength(1);
  });
});

describe("a credit note", () => {
  it("refunds a part of a paid invoice", async () => {
    const bench = await openBench();
    const { stripe } = bench;
    const pro = await makePrice(bench, "Pro", 4900);
    const { subscription } = await subscribe(bench, pro.id);
    const invoice = idIn(subscription.latest_invoice);
    const note = await stripe.creditNotes.create({ invoice, amount: 900, refund_amount: 900 });
    expect(note).toMatchObject({ type: "post_payment", refunds: [{ amount_refunded: 900 }] });
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({
      post_payment_credit_notes_amount: 900,
    });
  });
});
