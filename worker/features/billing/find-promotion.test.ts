import type { Stripe } from "stripe";
import { expect, test } from "vitest";
import { decidePromotion, type PromotionUse } from "./find-promotion.ts";

const coupon = {
  valid: true,
  redeem_by: null,
  max_redemptions: null,
  times_redeemed: 0,
  amount_off: null,
  percent_off: 20,
  currency: null,
};

function codeWith(
  code: object = {},
  couponWith: object = {},
  restrictions: object = {},
): Stripe.PromotionCode {
  return {
    active: true,
    expires_at: null,
    max_redemptions: null,
    times_redeemed: 0,
    customer: null,
    promotion: { type: "coupon", coupon: { ...coupon, ...couponWith } },
    restrictions: {
      first_time_transaction: false,
      minimum_amount: null,
      minimum_amount_currency: null,
      ...restrictions,
    },
    ...code,
  } as unknown as Stripe.PromotionCode;
}

const use: PromotionUse = {
  customerId: "cus_1",
  currency: "usd",
  amountMinor: 1_900,
  isFirst: true,
  nowMs: 1_000_000,
};

test("a code that holds is used", () => {
  expect(decidePromotion(codeWith(), use)).toBeUndefined();
});

test.each([
  ["unknown", undefined, use],
  ["unknown", codeWith({ promotion: { type: "coupon", coupon: "co_1" } }), use],
  ["expired", codeWith({ expires_at: 1_000 }), use],
  ["expired", codeWith({}, { redeem_by: 999 }), use],
  ["expired", codeWith({ active: false }), use],
  ["expired", codeWith({}, { valid: false }), use],
  ["used-up", codeWith({ max_redemptions: 3, times_redeemed: 3 }), use],
  ["used-up", codeWith({}, { max_redemptions: 1, times_redeemed: 1, valid: false }), use],
  ["another-customer", codeWith({ customer: "cus_2" }), use],
  ["not-first", codeWith({}, {}, { first_time_transaction: true }), { ...use, isFirst: false }],
  [
    "below-minimum",
    codeWith({}, {}, { minimum_amount: 2_000, minimum_amount_currency: "usd" }),
    use,
  ],
  ["another-currency", codeWith({}, { amount_off: 500, currency: "eur" }), use],
] as const)("a code is refused as %s", (refusal, code, wanted) => {
  expect(decidePromotion(code, wanted)).toBe(refusal);
});

test("a code for this very customer, and one with the currency among its options, hold", () => {
  expect(decidePromotion(codeWith({ customer: "cus_1" }), use)).toBeUndefined();
  const options = {
    amount_off: 500,
    currency: "eur",
    currency_options: { usd: { amount_off: 550 } },
  };
  expect(decidePromotion(codeWith({}, options), use)).toBeUndefined();
});
