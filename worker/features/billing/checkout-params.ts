import type { Stripe } from "stripe";
import { stripePriceOf } from "#features/plans";
import type { Ctx } from "#platform/ctx";
import type { IntentRow } from "./intents.ts";
import type { InvoiceBranding } from "./schema.ts";

const checkoutLocales = new Set(["en", "es", "fr", "de"]);

/** Stripe's pages do not speak every language of ours; those follow the browser. */
export function checkoutLocale(
  locale: string | undefined,
): Stripe.Checkout.SessionCreateParams.Locale {
  return locale !== undefined && checkoutLocales.has(locale) ? locale : "auto";
}

/** The priced lines of a plan with so many extra seats, each a line of its own. */
export async function linesOf(
  ctx: Ctx,
  {
    planVersionId,
    interval,
    extra,
  }: Required<Pick<IntentRow["request"], "planVersionId" | "interval">> & { extra: number },
): Promise<{ price: string; quantity: number }[]> {
  const price = await stripePriceOf(ctx, { planVersionId, interval, item: "plan" });
  if (extra === 0) return [{ price, quantity: 1 }];
  const seat = await stripePriceOf(ctx, { planVersionId, interval, item: "seat" });
  return [
    { price, quantity: 1 },
    { price: seat, quantity: extra },
  ];
}

/**
 * The hosted page on which a plan is bought, made of the intent alone, so that a repeat says the same.
 * https://docs.stripe.com/api/checkout/sessions/create
 */
export function checkoutParams(
  intent: IntentRow,
  more: {
    customerId: string;
    lines: { price: string; quantity: number }[];
    tax: boolean;
    branding: InvoiceBranding;
  },
): Stripe.Checkout.SessionCreateParams {
  const { request, workspaceId } = intent;
  const metadata = { workspaceId, intentId: intent.id };
  const { origin = "", trialDays = 0, promotionCodeId } = request;
  return {
    mode: "subscription",
    customer: more.customerId,
    client_reference_id: workspaceId,
    line_items: more.lines,
    ...(request.currency === undefined ? {} : { currency: request.currency }),
    locale: checkoutLocale(request.locale),
    success_url: `${origin}/billing/return?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${origin}/billing/change`,
    automatic_tax: { enabled: more.tax },
    tax_id_collection: { enabled: true },
    billing_address_collection: more.tax ? "required" : "auto",
    customer_update: { address: "auto", name: "auto" },
    ...(promotionCodeId === undefined
      ? { allow_promotion_codes: true }
      : { discounts: [{ promotion_code: promotionCodeId }] }),
    payment_method_collection: "always",
    ...(more.branding.sellerName === ""
      ? {}
      : { branding_settings: { display_name: more.branding.sellerName } }),
    metadata,
    subscription_data: {
      metadata,
      ...(trialDays === 0
        ? {}
        : {
            trial_period_days: trialDays,
            trial_settings: { end_behavior: { missing_payment_method: "cancel" } },
          }),
    },
  };
}
