import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { invalid } from "./failure.ts";
import { withMetadata } from "./fields.ts";
import { lettersOf } from "./ids.ts";
import {
  createdRange,
  flag,
  list,
  metadata,
  oneOf,
  paging,
  percent,
  shape,
  text,
  whole,
} from "./params.ts";
import { addMonths } from "./periods.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";

const couponCreate = shape<Stripe.CouponCreateParams>()({
  amount_off: whole,
  applies_to: z.strictObject({ products: list(z.string()) }).optional(),
  currency: text,
  currency_options: z
    .record(z.string(), z.strictObject({ amount_off: z.string().regex(/^\d+$/).transform(Number) }))
    .optional(),
  duration: oneOf("forever", "once", "repeating"),
  duration_in_months: whole,
  id: text,
  max_redemptions: whole,
  metadata,
  name: text,
  percent_off: percent,
  redeem_by: whole,
});
const couponUpdate = shape<Stripe.CouponUpdateParams>()({ metadata, name: text });
const couponList = shape<Stripe.CouponListParams>()({ ...paging, created: createdRange });

const restrictions = {
  first_time_transaction: flag,
  minimum_amount: whole,
  minimum_amount_currency: text,
};
const codeCreate = shape<Stripe.PromotionCodeCreateParams>()({
  active: flag,
  code: text,
  customer: text,
  expires_at: whole,
  max_redemptions: whole,
  metadata,
  promotion: z.strictObject({ coupon: z.string(), type: z.enum(["coupon"]) }),
  restrictions: z.strictObject(restrictions).optional(),
});
const codeUpdate = shape<Stripe.PromotionCodeUpdateParams>()({ active: flag, metadata });
const codeList = shape<Stripe.PromotionCodeListParams>()({
  ...paging,
  active: flag,
  code: text,
  coupon: text,
  created: createdRange,
  customer: text,
});

function createCoupon(call: Call): Stripe.Coupon {
  const { account } = call;
  const sent = call.read(couponCreate);
  const id = sent.id ?? lettersOf(account.newId("coupon"), 8).toUpperCase();
  if (account.find("coupon", id) !== undefined) {
    throw invalid("Coupon already exists.", { param: "id", code: "resource_already_exists" });
  }
  if ((sent.percent_off === undefined) === (sent.amount_off === undefined)) {
    throw invalid("Must provide one of percent_off or amount_off.", {
      param: "percent_off",
      code: "parameter_missing",
    });
  }
  if (sent.percent_off !== undefined && (sent.percent_off <= 0 || sent.percent_off > 100)) {
    throw invalid("Invalid percent_off: must be greater than 0 and at most 100", {
      param: "percent_off",
    });
  }
  if (sent.amount_off !== undefined && sent.currency === undefined) {
    throw invalid("You must pass currency when passing amount_off", { param: "currency" });
  }
  const duration = sent.duration ?? "once";
  if ((duration === "repeating") !== (sent.duration_in_months !== undefined)) {
    throw invalid("duration_in_months goes with, and only with, a duration of repeating", {
      param: "duration_in_months",
    });
  }
  return account.create<Stripe.Coupon>(
    {
      id,
      object: "coupon",
      amount_off: sent.amount_off ?? null,
      ...(sent.applies_to?.products === undefined
        ? {}
        : { applies_to: { products: sent.applies_to.products } }),
      created: account.now(),
      currency: sent.currency ?? null,
      ...(sent.currency_options === undefined ? {} : { currency_options: sent.currency_options }),
      duration,
      duration_in_months: sent.duration_in_months ?? null,
      livemode: false,
      max_redemptions: sent.max_redemptions ?? null,
      metadata: withMetadata({}, sent.metadata),
      name: sent.name ?? null,
      percent_off: sent.percent_off ?? null,
      redeem_by: sent.redeem_by ?? null,
      times_redeemed: 0,
      valid: true,
    },
    "coupon.created",
  );
}

/** As it is now: a coupon stops being valid by itself. */
function currentCoupon(account: Account, coupon: Stripe.Coupon): Stripe.Coupon {
  const isUsedUp =
    coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions;
  const isOver = coupon.redeem_by !== null && coupon.redeem_by <= account.now();
  if (isUsedUp || isOver) coupon.valid = false;
  return coupon;
}

function createCode(call: Call): Stripe.PromotionCode {
  const { account } = call;
  const sent = call.read(codeCreate);
  const coupon = account.get("coupon", sent.promotion.coupon, "promotion[coupon]");
  const code = sent.code ?? lettersOf(account.newId("code"), 8).toUpperCase();
  const isTaken = account
    .all("promotion_code")
    .some((one) => one.active && one.code.toLowerCase() === code.toLowerCase());
  if (isTaken) {
    throw invalid("An active promotion code with `code: " + code + "` already exists.", {
      param: "code",
    });
  }
  return account.create<Stripe.PromotionCode>(
    {
      id: account.newId("promo"),
      object: "promotion_code",
      active: sent.active ?? true,
      code,
      created: account.now(),
      customer: sent.customer ?? null,
      customer_account: null,
      expires_at: sent.expires_at ?? null,
      livemode: false,
      max_redemptions: sent.max_redemptions ?? null,
      metadata: withMetadata({}, sent.metadata),
      promotion: { type: "coupon", coupon: coupon.id },
      restrictions: {
        first_time_transaction: sent.restrictions?.first_time_transaction ?? false,
        minimum_amount: sent.restrictions?.minimum_amount ?? null,
        minimum_amount_currency: sent.restrictions?.minimum_amount_currency ?? null,
      },
      times_redeemed: 0,
    },
    "promotion_code.created",
  );
}

function currentCode(account: Account, code: Stripe.PromotionCode): Stripe.PromotionCode {
  const isUsedUp = code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions;
  const isOver = code.expires_at !== null && code.expires_at <= account.now();
  const coupon = account.find("coupon", idOf(code.promotion.coupon) ?? "");
  if (isUsedUp || isOver || coupon === undefined || !currentCoupon(account, coupon).valid) {
    code.active = false;
  }
  return code;
}

export interface DiscountSent {
  coupon?: string | undefined;
  promotion_code?: string | undefined;
  discount?: string | undefined;
}

/** Whom and what a discount is for. */
export interface DiscountUse {
  customer: string | null;
  amount: number;
  currency: string;
  param: string;
}

/** The coupon that was asked for, if it may be used by this customer on this amount. */
export function usableCoupon(
  account: Account,
  sent: DiscountSent,
  use: DiscountUse,
): { coupon: Stripe.Coupon; promotionCode: Stripe.PromotionCode | null } {
  const { param } = use;
  if (sent.promotion_code === undefined) {
    const coupon = currentCoupon(
      account,
      account.get("coupon", sent.coupon ?? "", `${param}[coupon]`),
    );
    requireValid(coupon, `${param}[coupon]`, use);
    return { coupon, promotionCode: null };
  }
  const name = `${param}[promotion_code]`;
  const promotionCode = currentCode(
    account,
    account.get("promotion_code", sent.promotion_code, name),
  );
  const refuse = (why: string) =>
    invalid(`This promotion code cannot be redeemed because ${why}.`, { param: name });
  if (!promotionCode.active) throw refuse("it is not active");
  const owner = idOf(promotionCode.customer);
  if (owner !== null && owner !== use.customer) throw refuse("it belongs to another customer");
  const { minimum_amount: least, first_time_transaction: isFirstOnly } = promotionCode.restrictions;
  if (least !== null && use.amount < least) {
    throw refuse("the associated order does not meet its minimum amount");
  }
  if (isFirstOnly && hasPaid(account, use.customer)) {
    throw refuse("the associated customer has prior transactions");
  }
  const coupon = account.get("coupon", idOf(promotionCode.promotion.coupon) ?? "");
  requireValid(coupon, name, use);
  return { coupon, promotionCode };
}

function requireValid(coupon: Stripe.Coupon, param: string, use: DiscountUse): void {
  if (!coupon.valid) {
    throw invalid(`Coupon expired: ${coupon.id}`, { param, code: "coupon_expired" });
  }
  if (coupon.percent_off === null && amountOff(coupon, use.currency) === null) {
    throw invalid(
      `The coupon's currency \`${coupon.currency ?? ""}\` does not match \`${use.currency}\`.`,
      { param },
    );
  }
}

function hasPaid(account: Account, customer: string | null): boolean {
  return (
    customer !== null &&
    account.all("charge").some((one) => one.paid && idOf(one.customer) === customer)
  );
}

/** What the coupon takes off in the currency; null when it takes a percentage or has not that currency. */
export function amountOff(coupon: Stripe.Coupon, currency: string): number | null {
  if (coupon.currency === currency) return coupon.amount_off;
  return coupon.currency_options?.[currency]?.amount_off ?? null;
}

/** Puts the coupon to use and counts it. */
export function redeem(
  account: Account,
  { coupon, promotionCode }: ReturnType<typeof usableCoupon>,
  use: { customer: string | null; subscription: string | null; start: number },
): Stripe.Discount {
  account.update<Stripe.Coupon>(
    coupon,
    { times_redeemed: coupon.times_redeemed + 1 },
    "coupon.updated",
  );
  if (promotionCode !== null) {
    account.update<Stripe.PromotionCode>(
      promotionCode,
      { times_redeemed: promotionCode.times_redeemed + 1 },
      "promotion_code.updated",
    );
  }
  return account.create<Stripe.Discount>(
    {
      id: account.newId("di"),
      object: "discount",
      checkout_session: null,
      customer: use.customer,
      customer_account: null,
      end: endOf(coupon, use.start),
      invoice: null,
      invoice_item: null,
      promotion_code: promotionCode?.id ?? null,
      source: { type: "coupon", coupon: coupon.id },
      start: use.start,
      subscription: use.subscription,
      subscription_item: null,
    },
    "customer.discount.created",
  );
}

function endOf(coupon: Stripe.Coupon, start: number): number | null {
  if (coupon.duration !== "repeating" || coupon.duration_in_months === null) return null;
  return addMonths(start, coupon.duration_in_months);
}

export const couponRoutes: Route[] = [
  route("POST", "/v1/coupons", createCoupon),
  route("GET", "/v1/coupons", (call) => {
    const { created, ...page } = call.read(couponList);
    const all = call.account.all("coupon").filter((one) => isWithin(one.created, created));
    return pageOf(
      call,
      all.map((one) => currentCoupon(call.account, one)),
      page,
    );
  }),
  route("GET", "/v1/coupons/:id", ({ account, id }) =>
    currentCoupon(account, account.get("coupon", id)),
  ),
  route("POST", "/v1/coupons/:id", (call) => {
    const coupon = call.account.get("coupon", call.id);
    const { metadata: meta, name } = call.read(couponUpdate);
    const changes = {
      ...(name === undefined ? {} : { name }),
      metadata: withMetadata(coupon.metadata, meta),
    };
    return call.account.update<Stripe.Coupon>(coupon, changes, "coupon.updated");
  }),
  route("DELETE", "/v1/coupons/:id", ({ account, id }) =>
    account.remove(account.get("coupon", id), "coupon.deleted"),
  ),
  route("POST", "/v1/promotion_codes", createCode),
  route("GET", "/v1/promotion_codes", (call) => {
    const { active, code, coupon, created, customer, ...page } = call.read(codeList);
    const found = call.account
      .all("promotion_code")
      .map((one) => currentCode(call.account, one))
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (active === undefined || one.active === active) &&
          (code === undefined || one.code.toLowerCase() === code.toLowerCase()) &&
          (coupon === undefined || idOf(one.promotion.coupon) === coupon) &&
          (customer === undefined || idOf(one.customer) === customer),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/promotion_codes/:id", ({ account, id }) =>
    currentCode(account, account.get("promotion_code", id)),
  ),
  route("POST", "/v1/promotion_codes/:id", (call) => {
    const code = call.account.get("promotion_code", call.id);
    const { active, metadata: meta } = call.read(codeUpdate);
    const changes = {
      ...(active === undefined ? {} : { active }),
      metadata: withMetadata(code.metadata, meta),
    };
    return call.account.update<Stripe.PromotionCode>(code, changes, "promotion_code.updated");
  }),
];
