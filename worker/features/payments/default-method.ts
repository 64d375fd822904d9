import type { Stripe } from "stripe";
import type { Ctx } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import { idOrNull } from "./stripe-objects.ts";

/**
 * The payment method that a customer's invoices are taken from: the chosen one, else the newest;
 * null when there is none.
 */
export async function findDefaultMethod(ctx: Ctx, customerId: string): Promise<string | null> {
  const stripe = await stripeOf(ctx);
  const customer = await stripe.customers.retrieve(customerId);
  if (customer.deleted === true) return null;
  const chosen = idOrNull((customer as Stripe.Customer).invoice_settings.default_payment_method);
  if (chosen !== null) return chosen;
  const { data } = await stripe.customers.listPaymentMethods(customerId, { limit: 1 });
  return data[0]?.id ?? null;
}
