import { Stripe } from "stripe";
import { idOf } from "./account.ts";
import { unitAmount } from "./prices.ts";

/** The old form of a price, which subscription items still carry. */
export function planOf(price: Stripe.Price, currency: string): Stripe.Plan {
  const amount = unitAmount(price, currency);
  return {
    id: price.id,
    object: "plan",
    active: price.active,
    amount,
    amount_decimal: Stripe.Decimal.from(amount),
    billing_scheme: "per_unit",
    created: price.created,
    currency,
    interval: price.recurring?.interval ?? "month",
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: idOf(price.product),
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: "licensed",
  };
}
