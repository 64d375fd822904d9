import { expect, test } from "vitest";
import { pickSync } from "./pick-sync.ts";

const cases: [type: string, object: Record<string, unknown>, expected: string | undefined][] = [
  ["customer.created", { id: "cus_1" }, "customer cus_1"],
  ["customer.deleted", { id: "cus_1" }, "customer cus_1"],
  ["customer.subscription.created", { id: "sub_1", customer: "cus_1" }, "subscription sub_1"],
  ["customer.subscription.trial_will_end", { id: "sub_1" }, "subscription sub_1"],
  ["customer.tax_id.updated", { id: "txi_1", customer: "cus_1" }, "customer cus_1"],
  ["customer.discount.created", { id: "di_1", customer: { id: "cus_1" } }, "customer cus_1"],
  ["payment_method.attached", { id: "pm_1", customer: "cus_1" }, "customer cus_1"],
  ["subscription_schedule.updated", { id: "s_1", subscription: "sub_1" }, "subscription sub_1"],
  [
    "subscription_schedule.released",
    { id: "s_1", subscription: null, released_subscription: "sub_1" },
    "subscription sub_1",
  ],
  ["checkout.session.completed", { id: "cs_1" }, "checkout-session cs_1"],
  ["invoice.paid", { id: "in_1" }, "invoice in_1"],
  ["invoice.upcoming", { id: null }, undefined],
  ["invoice.upcoming", {}, undefined],
  ["invoice_payment.paid", { id: "inpay_1", invoice: "in_1" }, "invoice in_1"],
  ["credit_note.created", { id: "cn_1", invoice: "in_1" }, "invoice in_1"],
  ["payment_intent.succeeded", { id: "pi_1" }, "payment-intent pi_1"],
  ["charge.refunded", { id: "ch_1" }, "charge ch_1"],
  ["charge.refund.updated", { id: "re_1", charge: "ch_1" }, "charge ch_1"],
  ["refund.created", { id: "re_1", charge: "ch_1" }, "charge ch_1"],
  ["refund.failed", { id: "re_1", charge: null }, undefined],
  ["charge.dispute.funds_withdrawn", { id: "du_1", charge: "ch_1" }, "dispute du_1"],
  ["invoiceitem.created", { id: "ii_1", invoice: "in_1" }, undefined],
  ["product.updated", { id: "prod_1" }, undefined],
  ["customerish.created", { id: "x_1" }, undefined],
];

test.each(cases)("%s about %o looks at %s", (type, object, expected) => {
  const target = pickSync(type, { object });
  expect(target === undefined ? undefined : `${target.kind} ${target.id}`).toBe(expected);
});

test("only the event's own object may be stood in for by its snapshot", () => {
  expect(pickSync("charge.refunded", { object: { id: "ch_1" } })?.own).toBe(true);
  expect(pickSync("refund.updated", { object: { id: "re_1", charge: "ch_1" } })?.own).toBe(false);
});

test("a payment method that was taken off is its former customer's matter", () => {
  const data = {
    object: { id: "pm_1", customer: null },
    previous_attributes: { customer: "cus_1" },
  };
  expect(pickSync("payment_method.detached", data)).toMatchObject({
    kind: "customer",
    id: "cus_1",
  });
});

test("what is no event looks at nothing", () => {
  for (const data of [null, undefined, "x", {}, { object: null }, { object: [] }]) {
    expect(pickSync("invoice.paid", data)).toBeUndefined();
  }
});
