import type { Stripe } from "stripe";

/** Raised when what the portal offers changes, so that another configuration is made. */
const VERSION = "1";
const METADATA = "selvedge_portal";
const LISTED_MAX = 100;

let known: { stripe: Stripe; id: string } | undefined;

/**
 * What people may do in the portal: cards, details and old invoices. Plans are changed and cancelled
 * here, where PT follow. https://docs.stripe.com/api/customer_portal/configurations/create
 */
const params: Stripe.BillingPortal.ConfigurationCreateParams = {
  features: {
    customer_update: { enabled: true, allowed_updates: ["name", "email", "address", "tax_id"] },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: { enabled: false },
    subscription_update: { enabled: false },
  },
  metadata: { [METADATA]: VERSION },
};

/** The portal's configuration of ours, made when the Stripe account has none; one, however many ask. */
export async function ensurePortalConfiguration(stripe: Stripe): Promise<string> {
  if (known?.stripe === stripe) return known.id;
  const { data } = await stripe.billingPortal.configurations.list({
    active: true,
    limit: LISTED_MAX,
  });
  const found = data.find(({ metadata }) => metadata?.[METADATA] === VERSION);
  const { id } =
    found ??
    (await stripe.billingPortal.configurations.create(params, {
      idempotencyKey: `portal-configuration:${VERSION}`,
    }));
  known = { stripe, id };
  return id;
}
