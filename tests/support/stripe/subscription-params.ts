import type { Stripe } from "stripe";
import { z } from "zod";
import {
  clearable,
  createdRange,
  flag,
  list,
  metadata,
  needed,
  oneOf,
  paging,
  shape,
  text,
  whole,
} from "./params.ts";

const behavior = oneOf("always_invoice", "create_prorations", "none");
const paymentBehavior = oneOf(
  "allow_incomplete",
  "default_incomplete",
  "error_if_incomplete",
  "pending_if_incomplete",
);
const automaticTax = z
  .strictObject({ enabled: z.enum(["true", "false"]).transform((value) => value === "true") })
  .optional();
export const discountList = clearable(
  z.preprocess(
    (value) => (typeof value === "object" && value !== null ? Object.values(value) : value),
    z.array(z.strictObject({ coupon: text, discount: text, promotion_code: text })),
  ),
);
const paymentSettings = z
  .strictObject({
    payment_method_types: list(z.string()),
    save_default_payment_method: oneOf("off", "on_subscription"),
  })
  .optional();
const trialSettings = z
  .strictObject({
    end_behavior: z.strictObject({
      billing_cycle_anchor: oneOf("now", "unchanged"),
      missing_payment_method: oneOf("cancel", "create_invoice", "pause"),
    }),
  })
  .optional();
const trialEnd = z
  .union([z.literal("now"), z.string().regex(/^\d+$/).transform(Number)])
  .optional();
const invoiceSettings = shape<Stripe.SubscriptionUpdateParams.InvoiceSettings>()({
  description: clearable(z.string()),
  footer: clearable(z.string()),
}).optional();
const feedback = [
  "customer_service",
  "low_quality",
  "missing_features",
  "other",
  "switched_service",
  "too_complex",
  "too_expensive",
  "unused",
] as const;
export const cancellation = shape<Stripe.SubscriptionUpdateParams.CancellationDetails>()({
  comment: clearable(z.string()),
  feedback: clearable(z.enum(feedback)),
}).optional();

export const createParams = shape<Stripe.SubscriptionCreateParams>()({
  automatic_tax: automaticTax,
  cancel_at: whole,
  cancel_at_period_end: flag,
  collection_method: oneOf("charge_automatically"),
  currency: text,
  customer: needed,
  default_payment_method: text,
  description: text,
  discounts: discountList,
  invoice_settings: invoiceSettings,
  items: list(
    shape<Stripe.SubscriptionCreateParams.Item>()({ metadata, price: text, quantity: whole }),
  ),
  metadata,
  off_session: flag,
  payment_behavior: paymentBehavior,
  payment_settings: paymentSettings,
  proration_behavior: behavior,
  trial_end: trialEnd,
  trial_period_days: whole,
  trial_settings: trialSettings,
});

export const updateParams = shape<Stripe.SubscriptionUpdateParams>()({
  automatic_tax: automaticTax,
  billing_cycle_anchor: z.strictObject({ type: z.enum(["now", "unchanged"]) }).optional(),
  cancel_at: clearable(z.string().regex(/^\d+$/).transform(Number)),
  cancel_at_period_end: flag,
  cancellation_details: cancellation,
  default_payment_method: clearable(z.string()),
  description: clearable(z.string()),
  discounts: discountList,
  invoice_settings: invoiceSettings,
  items: list(
    shape<Stripe.SubscriptionUpdateParams.Item>()({
      deleted: flag,
      id: text,
      metadata,
      price: text,
      quantity: whole,
    }),
  ),
  metadata,
  off_session: flag,
  pause_collection: clearable(
    z.strictObject({
      behavior: z.enum(["keep_as_draft", "mark_uncollectible", "void"]),
      resumes_at: whole,
    }),
  ),
  payment_behavior: paymentBehavior,
  payment_settings: paymentSettings,
  proration_behavior: behavior,
  proration_date: whole,
  trial_end: trialEnd,
  trial_settings: trialSettings,
});

export type UpdateSent = z.infer<typeof updateParams>;

export const cancelParams = shape<Stripe.SubscriptionCancelParams>()({
  cancellation_details: cancellation,
  invoice_now: flag,
  prorate: flag,
});
export const listParams = shape<Stripe.SubscriptionListParams>()({
  ...paging,
  created: createdRange,
  customer: text,
  price: text,
  status: oneOf(
    "active",
    "all",
    "canceled",
    "ended",
    "incomplete",
    "incomplete_expired",
    "past_due",
    "paused",
    "trialing",
    "unpaid",
  ),
  test_clock: text,
});

/** Only what a pending update may carry may be sent with it. */
export const pendingNames = new Set([
  "billing_cycle_anchor",
  "items",
  "off_session",
  "payment_behavior",
  "proration_behavior",
  "proration_date",
  "trial_end",
]);
