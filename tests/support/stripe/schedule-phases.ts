import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { usablePrice } from "./change.ts";
import { invalid, missingParameter } from "./failure.ts";
import { withMetadata } from "./fields.ts";
import { clearable, list, metadata, needed, oneOf, shape, text, whole } from "./params.ts";
import { addIntervals } from "./periods.ts";

export const moment = z
  .union([z.literal("now"), z.string().regex(/^\d+$/).transform(Number)])
  .optional();

/** Only discounts that are in use already; new coupons go on the subscription first. */
const discountSent = z.strictObject({ discount: needed });
export const proration = oneOf("always_invoice", "create_prorations", "none");

export const phaseParams = shape<Stripe.SubscriptionScheduleUpdateParams.Phase>()({
  billing_cycle_anchor: oneOf("automatic", "phase_start"),
  currency: text,
  description: clearable(z.string()),
  discounts: list(discountSent),
  duration: z
    .strictObject({ interval: z.enum(["day", "week", "month", "year"]), interval_count: whole })
    .optional(),
  end_date: moment,
  items: z.preprocess(
    (value) => (typeof value === "object" && value !== null ? Object.values(value) : value),
    z.array(
      shape<Stripe.SubscriptionScheduleUpdateParams.Phase.Item>()({
        metadata,
        price: text,
        quantity: whole,
      }),
    ),
  ),
  metadata,
  proration_behavior: proration,
  start_date: moment,
});

type PhaseSent = z.infer<typeof phaseParams>;

export const defaultSettings: Stripe.SubscriptionSchedule.DefaultSettings = {
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor: "automatic",
  billing_thresholds: null,
  collection_method: "charge_automatically",
  default_payment_method: null,
  description: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    days_until_due: null,
    description: null,
    footer: null,
    issuer: { type: "self" },
  },
  on_behalf_of: null,
  transfer_data: null,
};

const emptyPhase = {
  add_invoice_items: [],
  application_fee_percent: null,
  billing_cycle_anchor: null,
  billing_thresholds: null,
  collection_method: null,
  default_payment_method: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  invoice_settings: null,
  metadata: {},
  on_behalf_of: null,
  proration_behavior: "create_prorations",
  transfer_data: null,
  trial_end: null,
} satisfies Partial<Stripe.SubscriptionSchedule.Phase>;

/** The subscription as it runs, as a phase until the end of its period. */
export function runningPhase(subscription: Stripe.Subscription): Stripe.SubscriptionSchedule.Phase {
  const [first] = subscription.items.data;
  return {
    ...emptyPhase,
    currency: subscription.currency,
    discounts: subscription.discounts.map((discount) => ({
      coupon: null,
      discount: idOf(discount),
      promotion_code: null,
    })),
    end_date: first?.current_period_end ?? 0,
    items: subscription.items.data.map((item) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: item.metadata,
      plan: item.price.id,
      price: item.price.id,
      quantity: item.quantity ?? 1,
      tax_rates: [],
    })),
    metadata: {},
    start_date: first?.current_period_start ?? 0,
    trial_end: subscription.status === "trialing" ? subscription.trial_end : null,
  };
}

function phaseOf(
  account: Account,
  sent: PhaseSent,
  about: { currency: string; start: number; param: string; now: number },
): Stripe.SubscriptionSchedule.Phase {
  const { start, param } = about;
  const items = sent.items.map((item, index) => {
    if (item.price === undefined) throw missingParameter(`${param}[items][${index}][price]`);
    const price = usablePrice(account, item.price, `${param}[items][${index}][price]`);
    return {
      billing_thresholds: null,
      discounts: [],
      metadata: withMetadata({}, item.metadata),
      plan: price.id,
      price: price.id,
      quantity: item.quantity ?? 1,
      tax_rates: [],
    };
  });
  const { duration } = sent;
  const end =
    sent.end_date === "now"
      ? about.now
      : (sent.end_date ??
        addIntervals(
          start,
          {
            interval: duration?.interval ?? "month",
            interval_count: duration?.interval_count ?? 1,
          },
          1,
        ));
  if (end <= start) {
    throw invalid("The phase's end date must be after its start date.", {
      param: `${param}[end_date]`,
    });
  }
  return {
    ...emptyPhase,
    billing_cycle_anchor: sent.billing_cycle_anchor ?? null,
    currency: sent.currency ?? about.currency,
    description: sent.description ?? null,
    discounts: (sent.discounts ?? []).map((discount) => ({
      coupon: null,
      discount: discount.discount,
      promotion_code: null,
    })),
    end_date: end,
    items,
    metadata: withMetadata({}, sent.metadata),
    proration_behavior: sent.proration_behavior ?? "create_prorations",
    start_date: start,
  };
}

/** The phases that were sent, each beginning where the one before ends. */
export function phasesOf(
  account: Account,
  schedule: Stripe.SubscriptionSchedule,
  sent: readonly PhaseSent[],
  now: number,
): Stripe.SubscriptionSchedule.Phase[] {
  const currency = schedule.phases[0]?.currency ?? "usd";
  const phases: Stripe.SubscriptionSchedule.Phase[] = [];
  for (const [index, one] of sent.entries()) {
    const param = `phases[${index}]`;
    const begun = schedule.phases.find(({ start_date }) => start_date === one.start_date);
    const previous = phases.at(-1);
    if (index === 0 && one.start_date === undefined) {
      throw missingParameter(`${param}[start_date]`);
    }
    if (index === 0 && begun === undefined && one.start_date !== "now") {
      throw invalid("You can not modify the start date of a phase that has begun.", {
        param: `${param}[start_date]`,
      });
    }
    const start = one.start_date === "now" ? now : (one.start_date ?? previous?.end_date ?? now);
    if (previous !== undefined && start !== previous.end_date) {
      throw invalid("Phases must follow each other without a gap.", {
        param: `${param}[start_date]`,
      });
    }
    phases.push(phaseOf(account, one, { currency, start, param, now }));
  }
  return phases;
}
