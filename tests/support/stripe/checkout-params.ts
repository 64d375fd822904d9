import type { Stripe } from "stripe";
import { z } from "zod";
import {
  clearable,
  flag,
  list,
  metadata,
  oneOf,
  readParams,
  shape,
  text,
  whole,
} from "./params.ts";
import { createPrice, priceData } from "./prices.ts";
import type { Call } from "./route.ts";

type Params = Stripe.Checkout.SessionCreateParams;

const lineItem = shape<Stripe.Checkout.SessionCreateParams.LineItem>()({
  metadata,
  price: text,
  price_data: priceData.optional(),
  quantity: whole,
});

const createParams = shape<Params>()({
  adaptive_pricing: z.strictObject({ enabled: flag }).optional(),
  allow_promotion_codes: flag,
  automatic_tax: z.strictObject({ enabled: flag }).optional(),
  billing_address_collection: oneOf("auto", "required"),
  branding_settings: z.strictObject({ display_name: text }).optional(),
  cancel_url: text,
  client_reference_id: text,
  currency: text,
  customer: text,
  customer_creation: oneOf("always", "if_required"),
  customer_email: text,
  customer_update: shape<Stripe.Checkout.SessionCreateParams.CustomerUpdate>()({
    address: oneOf("auto", "never"),
    name: oneOf("auto", "never"),
  }).optional(),
  discounts: list(
    shape<Stripe.Checkout.SessionCreateParams.Discount>()({ coupon: text, promotion_code: text }),
  ),
  expires_at: whole,
  invoice_creation: z
    .strictObject({
      enabled: flag,
      invoice_data: shape<Stripe.Checkout.SessionCreateParams.InvoiceCreation.InvoiceData>()({
        description: text,
        footer: text,
        metadata,
      }).optional(),
    })
    .optional(),
  line_items: list(lineItem),
  locale: text,
  metadata,
  mode: z.enum(["payment", "setup", "subscription"]),
  payment_intent_data: shape<Stripe.Checkout.SessionCreateParams.PaymentIntentData>()({
    description: text,
    metadata,
    receipt_email: text,
    setup_future_usage: oneOf("off_session", "on_session"),
    statement_descriptor_suffix: text,
  }).optional(),
  payment_method_collection: oneOf("always", "if_required"),
  saved_payment_method_options:
    shape<Stripe.Checkout.SessionCreateParams.SavedPaymentMethodOptions>()({
      allow_redisplay_filters: list(z.enum(["always", "limited", "unspecified"])),
      payment_method_remove: oneOf("disabled", "enabled"),
      payment_method_save: oneOf("disabled", "enabled"),
    }).optional(),
  setup_intent_data: shape<Stripe.Checkout.SessionCreateParams.SetupIntentData>()({
    description: text,
    metadata,
  }).optional(),
  submit_type: oneOf("auto", "pay", "subscribe"),
  subscription_data: shape<Stripe.Checkout.SessionCreateParams.SubscriptionData>()({
    billing_mode: z
      .strictObject({
        flexible: z.strictObject({ proration_discounts: text }).optional(),
        type: z.enum(["flexible"]),
      })
      .optional(),
    description: text,
    invoice_settings: z.strictObject({ issuer: z.strictObject({ type: text }) }).optional(),
    metadata,
    proration_behavior: oneOf("create_prorations", "none"),
    trial_end: whole,
    trial_period_days: whole,
    trial_settings: z
      .strictObject({
        end_behavior: z.strictObject({
          missing_payment_method: oneOf("cancel", "create_invoice", "pause"),
        }),
      })
      .optional(),
  }).optional(),
  success_url: text,
  tax_id_collection: z
    .strictObject({ enabled: flag, required: oneOf("if_supported", "never") })
    .optional(),
  ui_mode: oneOf("hosted_page"),
  custom_text: z
    .strictObject({
      after_submit: clearable(z.strictObject({ message: text })),
      submit: clearable(z.strictObject({ message: text })),
    })
    .optional(),
});

type Read = z.infer<typeof createParams>;

/** What a session is made with; inline prices have become prices. */
export interface CheckoutSent extends Omit<Read, "line_items"> {
  line_items?: { price: string; quantity: number | undefined }[] | undefined;
}

export function readCheckout(call: Call): CheckoutSent {
  const { line_items: items, ...sent } = readParams(createParams, call.params);
  return {
    ...sent,
    line_items: items?.map(({ price, price_data: data, quantity }) => ({
      price: price ?? createPrice(call.account, { ...data, currency: data?.currency ?? "" }).id,
      quantity,
    })),
  };
}
