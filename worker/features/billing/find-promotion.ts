import type { Stripe } from "stripe";
import { Problem } from "#core/problem";
import { SECOND_MS } from "#core/time";
import type { Currency } from "#features/plans/schema";

/** Who wants to use a promotion code, for what, and when. */
export interface PromotionUse {
  customerId: string;
  currency: Currency;
  /** What a period costs before discounts, in the currency's minor unit. */
  amountMinor: number;
  /** The customer has never paid. */
  isFirst: boolean;
  nowMs: number;
}

type PromotionRefusal =
  | "unknown"
  | "expired"
  | "used-up"
  | "another-customer"
  | "not-first"
  | "below-minimum"
  | "another-currency";

function minimumOf(code: Stripe.PromotionCode, currency: Currency): number | null {
  const { minimum_amount, minimum_amount_currency, currency_options } = code.restrictions;
  if (minimum_amount === null) return null;
  if (minimum_amount_currency === currency) return minimum_amount;
  return currency_options?.[currency]?.minimum_amount ?? null;
}

function couponOf(code: Stripe.PromotionCode): Stripe.Coupon | undefined {
  const { coupon } = code.promotion;
  return coupon === null || typeof coupon === "string" ? undefined : coupon;
}

/** Why a promotion code does not hold for this use; undefined when it does. */
export function decidePromotion(
  code: Stripe.PromotionCode | undefined,
  use: PromotionUse,
): PromotionRefusal | undefined {
  const coupon = code && couponOf(code);
  if (code === undefined || coupon === undefined) return "unknown";
  const isOver = (atSeconds: number | null) =>
    atSeconds !== null && atSeconds * SECOND_MS <= use.nowMs;
  if (isOver(code.expires_at) || isOver(coupon.redeem_by)) return "expired";
  const isUsedUp = ({ max_redemptions, times_redeemed }: Stripe.PromotionCode | Stripe.Coupon) =>
    max_redemptions !== null && times_redeemed >= max_redemptions;
  if (isUsedUp(code) || isUsedUp(coupon)) return "used-up";
  if (!code.active || !coupon.valid) return "expired";
  const owner = typeof code.customer === "string" ? code.customer : code.customer?.id;
  if (owner !== undefined && owner !== use.customerId) return "another-customer";
  if (code.restrictions.first_time_transaction && !use.isFirst) return "not-first";
  const minimum = minimumOf(code, use.currency);
  if (minimum !== null && use.amountMinor < minimum) return "below-minimum";
  const isFixed = coupon.amount_off !== null && coupon.currency !== use.currency;
  if (isFixed && coupon.currency_options?.[use.currency] === undefined) return "another-currency";
  return undefined;
}

const details: Record<PromotionRefusal, string> = {
  unknown: "there is no such code",
  expired: "the code is no longer valid",
  "used-up": "the code has been used as often as it may",
  "another-customer": "the code is for someone else",
  "not-first": "the code is for a first purchase",
  "below-minimum": "the code asks for a larger purchase",
  "another-currency": "the code is for another currency",
};

/**
 * The promotion code by that name, when it may be used like this. Refuses with `invalid-input` at
 * `pointer` and says why in the extension `promotion`. https://docs.stripe.com/billing/subscriptions/coupons
 */
export async function getPromotion(
  stripe: Stripe,
  name: string,
  use: PromotionUse,
  pointer: string,
): Promise<Stripe.PromotionCode> {
  const { data } = await stripe.promotionCodes.list({
    code: name,
    limit: 1,
    expand: ["data.promotion.coupon"],
  });
  const code = data.at(0);
  const refusal = decidePromotion(code, use);
  if (code !== undefined && refusal === undefined) return code;
  const detail = details[refusal ?? "unknown"];
  throw new Problem("invalid-input", {
    detail,
    errors: [{ pointer, detail }],
    extensions: { promotion: refusal },
  });
}
