import type { Stripe } from "stripe";
import type { Interval } from "#features/plans/schema";
import { retentionDiscounts } from "./decide-offer.ts";

/** Marks coupons of ours that are given to who stays. */
export const RETENTION_METADATA = "selvedge_retention";

const couponId = (interval: Interval) => {
  const { percentOff, months } = retentionDiscounts[interval];
  return `selvedge-stay-${percentOff}-${months === 0 ? "once" : `${months}m`}`;
};

function isCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && "code" in cause && cause.code === code;
}

/**
 * The coupon of the retention offer, made when it is first needed. Its id is ours, so any number of
 * tries make one. https://docs.stripe.com/api/coupons/create
 */
export async function ensureRetentionCoupon(stripe: Stripe, interval: Interval): Promise<string> {
  const id = couponId(interval);
  const { percentOff, months } = retentionDiscounts[interval];
  try {
    await stripe.coupons.create({
      id,
      name: `${percentOff} % off for staying`,
      percent_off: percentOff,
      ...(months === 0
        ? { duration: "once" as const }
        : { duration: "repeating" as const, duration_in_months: months }),
      metadata: { [RETENTION_METADATA]: interval },
    });
  } catch (cause) {
    if (!isCode(cause, "resource_already_exists")) throw cause;
  }
  return id;
}
