import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { readCheckout, type CheckoutSent } from "./checkout-params.ts";
import { requireMeaning } from "./checkout-rules.ts";
import { totalsOfSession } from "./checkout-totals.ts";
import { usableCoupon } from "./coupons.ts";
import { invalid } from "./failure.ts";
import { addressOf, withMetadata } from "./fields.ts";
import { createdRange, metadata, oneOf, paging, shape, text } from "./params.ts";
import { unitAmount } from "./prices.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";

const DAY_S = 86_400;
const LEAST_S = 30 * 60;

export function planOfSession(account: Account, id: string): CheckoutSent {
  return account.hidden.get(`session ${id}`) as CheckoutSent;
}

function create(call: Call): Stripe.Checkout.Session {
  const { account } = call;
  const sent = readCheckout(call);
  requireMeaning(account, sent);
  const customer =
    sent.customer === undefined ? null : account.get("customer", sent.customer, "customer");
  const now = account.now(customer?.id ?? null);
  const expiresAt = expiryOf(sent, now);
  const id = account.newId("cs_test");
  const session: Stripe.Checkout.Session = {
    ...emptySession,
    id,
    allow_promotion_codes: sent.allow_promotion_codes ?? null,
    amount_subtotal: 0,
    amount_total: 0,
    automatic_tax: {
      enabled: sent.automatic_tax?.enabled === true,
      liability: sent.automatic_tax?.enabled === true ? { type: "self" } : null,
      provider: sent.automatic_tax?.enabled === true ? "stripe" : null,
      status: sent.automatic_tax?.enabled === true ? "requires_location_inputs" : null,
    },
    ...brandingOf(sent),
    billing_address_collection: sent.billing_address_collection ?? null,
    cancel_url: sent.cancel_url ?? null,
    client_reference_id: sent.client_reference_id ?? null,
    created: now,
    currency: currencyOf(account, sent, customer),
    customer: customer?.id ?? null,
    customer_creation: customer === null && sent.mode === "payment" ? "if_required" : null,
    customer_details: detailsOf(customer, sent),
    customer_email: sent.customer_email ?? null,
    discounts: [],
    expires_at: expiresAt,
    invoice_creation: invoiceCreationOf(sent),
    locale: sent.locale ?? null,
    metadata: withMetadata({}, sent.metadata),
    mode: sent.mode,
    payment_method_collection:
      sent.mode === "subscription" ? (sent.payment_method_collection ?? "always") : null,
    payment_status: sent.mode === "setup" ? "no_payment_required" : "unpaid",
    saved_payment_method_options:
      sent.customer === undefined
        ? null
        : {
            allow_redisplay_filters: sent.saved_payment_method_options?.allow_redisplay_filters ?? [
              "always",
            ],
            payment_method_remove: sent.saved_payment_method_options?.payment_method_remove ?? null,
            payment_method_save: sent.saved_payment_method_options?.payment_method_save ?? null,
          },
    submit_type: sent.submit_type ?? null,
    success_url: sent.success_url ?? null,
    tax_id_collection: { enabled: sent.tax_id_collection?.enabled === true, required: "never" },
    url: `${account.baseUrl}/c/pay/${id}`,
  };
  if (session.customer_creation !== null && sent.customer_creation !== undefined) {
    session.customer_creation = sent.customer_creation;
  }
  account.hidden.set(`session ${id}`, sent);
  account.create(session);
  session.discounts = discountsOf(account, session, sent);
  Object.assign(session, totalsOfSession(account, session, sent));
  return session;
}

function brandingOf(sent: CheckoutSent): Pick<Stripe.Checkout.Session, "branding_settings"> {
  const name = sent.branding_settings?.display_name;
  if (name === undefined) return {};
  return {
    branding_settings: {
      background_color: "#ffffff",
      border_style: "rounded",
      button_color: "#0a5fd8",
      display_name: name,
      font_family: "default",
      icon: null,
      logo: null,
    },
  };
}

function expiryOf(sent: CheckoutSent, now: number): number {
  const expiresAt = sent.expires_at ?? now + DAY_S;
  if (expiresAt < now + LEAST_S || expiresAt > now + DAY_S) {
    throw invalid(
      "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout " +
        "Session creation.",
      { param: "expires_at" },
    );
  }
  return expiresAt;
}

function discountsOf(
  account: Account,
  session: Stripe.Checkout.Session,
  sent: CheckoutSent,
): Stripe.Checkout.Session.Discount[] {
  return (sent.discounts ?? []).map((one, index) => {
    const amount = subtotalOf(account, sent, session.currency ?? "usd");
    const use = {
      customer: idOf(session.customer),
      amount,
      currency: session.currency ?? "usd",
      param: `discounts[${index}]`,
    };
    const { coupon, promotionCode } = usableCoupon(account, one, use);
    return { coupon: coupon.id, promotion_code: promotionCode?.id ?? null };
  });
}

const emptySession = {
  object: "checkout.session",
  adaptive_pricing: { enabled: false },
  after_expiration: null,
  allowed_payment_method_types: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: {
    after_submit: null,
    shipping_address: null,
    submit: null,
    terms_of_service_acceptance: null,
  },
  customer_account: null,
  integration_identifier: null,
  invoice: null,
  livemode: false,
  managed_payments: null,
  optional_items: [],
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_configuration_details: null,
  payment_method_options: {},
  payment_method_types: ["card"],
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  status: "open",
  subscription: null,
  total_details: null,
  ui_mode: "hosted_page",
  wallet_options: null,
} satisfies Partial<Stripe.Checkout.Session>;

function currencyOf(
  account: Account,
  sent: CheckoutSent,
  customer: Stripe.Customer | null,
): string {
  const first = account.find("price", sent.line_items?.[0]?.price ?? "");
  return sent.currency ?? customer?.currency ?? first?.currency ?? "usd";
}

function subtotalOf(account: Account, sent: CheckoutSent, currency: string): number {
  return (sent.line_items ?? []).reduce(
    (total, { price, quantity }) =>
      total + unitAmount(account.get("price", price), currency) * (quantity ?? 1),
    0,
  );
}

function detailsOf(
  customer: Stripe.Customer | null,
  sent: CheckoutSent,
): Stripe.Checkout.Session.CustomerDetails | null {
  const email = customer?.email ?? sent.customer_email ?? null;
  if (email === null && customer === null) return null;
  return {
    address: addressOf(customer?.address),
    business_name: null,
    email,
    individual_name: null,
    name: customer?.name ?? null,
    phone: customer?.phone ?? null,
    tax_exempt: customer?.tax_exempt ?? "none",
    tax_ids: null,
  };
}

function invoiceCreationOf(sent: CheckoutSent): Stripe.Checkout.Session.InvoiceCreation | null {
  if (sent.mode !== "payment") return null;
  const data = sent.invoice_creation?.invoice_data;
  return {
    enabled: sent.invoice_creation?.enabled === true,
    invoice_data: {
      account_tax_ids: null,
      custom_fields: null,
      description: data?.description ?? null,
      footer: data?.footer ?? null,
      issuer: null,
      metadata: withMetadata({}, data?.metadata),
      rendering_options: null,
    },
  };
}

/** Nobody can pay it any more. */
export function expireSession(
  account: Account,
  session: Stripe.Checkout.Session,
): Stripe.Checkout.Session {
  if (session.status !== "open") {
    throw invalid(
      'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a ' +
        `status of \`${session.status ?? ""}\`.`,
    );
  }
  account.update<Stripe.Checkout.Session>(session, { status: "expired", url: null });
  account.emit("checkout.session.expired", session);
  return session;
}

const listParams = shape<Stripe.Checkout.SessionListParams>()({
  ...paging,
  created: createdRange,
  customer: text,
  payment_intent: text,
  status: oneOf("complete", "expired", "open"),
  subscription: text,
});
const updateParams = shape<Stripe.Checkout.SessionUpdateParams>()({ metadata });

export const checkoutRoutes: Route[] = [
  route("POST", "/v1/checkout/sessions", create),
  route("GET", "/v1/checkout/sessions", (call) => {
    const sent = call.read(listParams);
    const { created, customer, payment_intent: intent, status, subscription, ...page } = sent;
    const found = call.account
      .all("checkout.session")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (customer === undefined || idOf(one.customer) === customer) &&
          (intent === undefined || idOf(one.payment_intent) === intent) &&
          (status === undefined || one.status === status) &&
          (subscription === undefined || idOf(one.subscription) === subscription),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/checkout/sessions/:id", ({ account, id }) =>
    account.get("checkout.session", id),
  ),
  route("POST", "/v1/checkout/sessions/:id", (call) => {
    const session = call.account.get("checkout.session", call.id);
    const { metadata: meta } = call.read(updateParams);
    const changes = { metadata: withMetadata(session.metadata, meta) };
    return call.account.update<Stripe.Checkout.Session>(session, changes);
  }),
  route("GET", "/v1/checkout/sessions/:id/line_items", (call) => {
    const page = call.read(shape<Stripe.Checkout.SessionListLineItemsParams>()(paging));
    const { line_items: items } = call.account.get("checkout.session", call.id);
    return pageOf(call, (items?.data ?? []).toReversed(), page);
  }),
  route("POST", "/v1/checkout/sessions/:id/expire", ({ account, id }) =>
    expireSession(account, account.get("checkout.session", id)),
  ),
];
