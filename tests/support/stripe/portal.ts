import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { invalid, missingParameter } from "./failure.ts";
import { given, withMetadata } from "./fields.ts";
import { clearable, flag, list, metadata, needed, oneOf, paging, shape, text } from "./params.ts";
import { pageOf, route, type Call, type Route } from "./route.ts";

type Features = Stripe.BillingPortal.Configuration.Features;
type Create = Stripe.BillingPortal.ConfigurationCreateParams.Features;

const truth = z.enum(["true", "false"]).transform((value) => value === "true");
const proration = oneOf("always_invoice", "create_prorations", "none");

const featureParams = shape<Create>()({
  customer_update: z
    .strictObject({
      allowed_updates: list(z.enum(["address", "email", "name", "phone", "shipping", "tax_id"])),
      enabled: truth,
    })
    .optional(),
  invoice_history: z.strictObject({ enabled: truth }).optional(),
  payment_method_update: z.strictObject({ enabled: truth }).optional(),
  subscription_cancel: z
    .strictObject({
      cancellation_reason: z.strictObject({ enabled: truth, options: list(z.string()) }).optional(),
      enabled: truth,
      mode: oneOf("at_period_end", "immediately"),
      proration_behavior: proration,
    })
    .optional(),
  subscription_update: z
    .strictObject({
      default_allowed_updates: list(z.enum(["price", "promotion_code", "quantity"])),
      enabled: truth,
      products: list(z.strictObject({ prices: list(z.string()), product: z.string() })),
      proration_behavior: proration,
    })
    .optional(),
});

const profile = z
  .strictObject({
    headline: clearable(z.string()),
    privacy_policy_url: text,
    terms_of_service_url: text,
  })
  .optional();

const createParams = shape<Stripe.BillingPortal.ConfigurationCreateParams>()({
  business_profile: profile,
  default_return_url: clearable(z.string()),
  features: featureParams,
  login_page: z.strictObject({ enabled: truth }).optional(),
  metadata,
  name: clearable(z.string()),
});
const updateParams = shape<Stripe.BillingPortal.ConfigurationUpdateParams>()({
  active: flag,
  business_profile: profile,
  default_return_url: clearable(z.string()),
  features: featureParams.optional(),
  login_page: z.strictObject({ enabled: truth }).optional(),
  metadata,
  name: clearable(z.string()),
});
const listParams = shape<Stripe.BillingPortal.ConfigurationListParams>()({
  ...paging,
  active: flag,
  is_default: flag,
});

const flowParams = shape<Stripe.BillingPortal.SessionCreateParams.FlowData>()({
  after_completion: z
    .strictObject({
      hosted_confirmation: z.strictObject({ custom_message: text }).optional(),
      redirect: z.strictObject({ return_url: z.string() }).optional(),
      type: z.enum(["hosted_confirmation", "portal_homepage", "redirect"]),
    })
    .optional(),
  subscription_cancel: z
    .strictObject({
      retention: z
        .strictObject({
          coupon_offer: z.strictObject({ coupon: z.string() }),
          type: z.enum(["coupon_offer"]),
        })
        .optional(),
      subscription: z.string(),
    })
    .optional(),
  type: z.enum(["customer_update", "payment_method_update", "subscription_cancel"]),
});

const sessionParams = shape<Stripe.BillingPortal.SessionCreateParams>()({
  configuration: text,
  customer: needed,
  flow_data: flowParams.optional(),
  locale: text,
  return_url: text,
});

const noFeatures: Features = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: { enabled: false, feedback_options: null, options: [] },
    enabled: false,
    mode: "at_period_end",
    proration_behavior: "none",
  },
  subscription_pause: {
    duration: { interval_options: [], type: "indefinite" },
    enabled: false,
  },
  subscription_update: {
    billing_cycle_anchor: null,
    default_allowed_updates: [],
    enabled: false,
    proration_behavior: "none",
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: "end_trial",
  },
};

function featuresOf(was: Features, sent: z.infer<typeof featureParams>): Features {
  const {
    customer_update: person,
    subscription_cancel: cancel,
    subscription_update: change,
  } = sent;
  const reason = cancel?.cancellation_reason;
  return {
    ...was,
    ...(person === undefined
      ? {}
      : {
          customer_update: {
            allowed_updates: person.allowed_updates ?? [],
            enabled: person.enabled,
          },
        }),
    ...(sent.invoice_history === undefined ? {} : { invoice_history: sent.invoice_history }),
    ...(sent.payment_method_update === undefined
      ? {}
      : {
          payment_method_update: {
            enabled: sent.payment_method_update.enabled,
            payment_method_configuration: null,
          },
        }),
    ...(cancel === undefined
      ? {}
      : {
          subscription_cancel: {
            cancellation_reason: {
              enabled: reason?.enabled ?? false,
              feedback_options: null,
              options: reason?.options ?? [],
            },
            enabled: cancel.enabled,
            mode: cancel.mode ?? "at_period_end",
            proration_behavior: cancel.proration_behavior ?? "none",
          },
        }),
    ...(change === undefined
      ? {}
      : {
          subscription_update: {
            ...was.subscription_update,
            default_allowed_updates: change.default_allowed_updates ?? [],
            enabled: change.enabled,
            proration_behavior: change.proration_behavior ?? "none",
          },
        }),
  };
}

function newConfiguration(
  account: Account,
  sent: z.infer<typeof createParams>,
): Stripe.BillingPortal.Configuration {
  const now = account.now();
  return account.create<Stripe.BillingPortal.Configuration>(
    {
      id: account.newId("bpc"),
      object: "billing_portal.configuration",
      active: true,
      application: null,
      business_profile: {
        headline: sent.business_profile?.headline ?? null,
        privacy_policy_url: sent.business_profile?.privacy_policy_url ?? null,
        terms_of_service_url: sent.business_profile?.terms_of_service_url ?? null,
      },
      created: now,
      default_return_url: sent.default_return_url ?? null,
      features: featuresOf(noFeatures, sent.features),
      is_default: account.table("billing_portal.configuration").size === 0,
      livemode: false,
      login_page: { enabled: sent.login_page?.enabled ?? false, url: null },
      metadata: withMetadata({}, sent.metadata),
      name: sent.name ?? null,
      updated: now,
    },
    "billing_portal.configuration.created",
  );
}

function updateConfiguration(call: Call): Stripe.BillingPortal.Configuration {
  const { account } = call;
  const configuration = account.get("billing_portal.configuration", call.id);
  const sent = call.read(updateParams);
  return account.update<Stripe.BillingPortal.Configuration>(
    configuration,
    {
      ...(sent.active === undefined ? {} : { active: sent.active }),
      ...(sent.business_profile === undefined
        ? {}
        : {
            business_profile: {
              ...configuration.business_profile,
              ...given(sent.business_profile),
            },
          }),
      ...(sent.default_return_url === undefined
        ? {}
        : { default_return_url: sent.default_return_url }),
      ...(sent.features === undefined
        ? {}
        : { features: featuresOf(configuration.features, sent.features) }),
      ...(sent.name === undefined ? {} : { name: sent.name }),
      metadata: withMetadata(configuration.metadata, sent.metadata),
      updated: account.now(),
    },
    "billing_portal.configuration.updated",
  );
}

function createSession(call: Call): Stripe.BillingPortal.Session {
  const { account } = call;
  const sent = call.read(sessionParams);
  const customer = account.get("customer", sent.customer, "customer");
  const configuration =
    sent.configuration === undefined
      ? account.all("billing_portal.configuration").find((one) => one.is_default)
      : account.get("billing_portal.configuration", sent.configuration, "configuration");
  if (configuration === undefined) {
    throw invalid(
      "No configuration provided and your test mode default configuration has not been created. " +
        "Provide a configuration or create your default by saving your customer portal settings in " +
        "test mode at https://dashboard.stripe.com/test/settings/billing/portal.",
    );
  }
  const flow = sent.flow_data === undefined ? null : flowOf(account, customer.id, sent.flow_data);
  const id = account.newId("bps");
  return account.create<Stripe.BillingPortal.Session>(
    {
      id,
      object: "billing_portal.session",
      configuration: configuration.id,
      created: account.now(customer.id),
      customer: customer.id,
      customer_account: null,
      flow,
      livemode: false,
      locale: sent.locale ?? null,
      on_behalf_of: null,
      return_url: sent.return_url ?? configuration.default_return_url,
      url: `${account.baseUrl}/p/session/${id}`,
    },
    "billing_portal.session.created",
  );
}

function flowOf(
  account: Account,
  customer: string,
  sent: z.infer<typeof flowParams>,
): Stripe.BillingPortal.Session.Flow {
  const cancel = sent.subscription_cancel;
  if (sent.type === "subscription_cancel") {
    if (cancel === undefined) throw missingParameter("flow_data[subscription_cancel]");
    const param = "flow_data[subscription_cancel][subscription]";
    const subscription = account.get("subscription", cancel.subscription, param);
    if (idOf(subscription.customer) !== customer) {
      throw invalid(`The subscription \`${subscription.id}\` does not belong to the customer.`, {
        param,
      });
    }
    if (subscription.ended_at !== null || subscription.cancel_at_period_end) {
      throw invalid(`The subscription \`${subscription.id}\` cannot be canceled.`, { param });
    }
  }
  const after = sent.after_completion;
  return {
    after_completion: {
      hosted_confirmation:
        after?.type === "hosted_confirmation"
          ? { custom_message: after.hosted_confirmation?.custom_message ?? null }
          : null,
      redirect: after?.redirect ?? null,
      type: after?.type ?? "portal_homepage",
    },
    customer_update: sent.type === "customer_update" ? {} : null,
    subscription_cancel:
      cancel === undefined
        ? null
        : { retention: cancel.retention ?? null, subscription: cancel.subscription },
    subscription_pause: null,
    subscription_update: null,
    subscription_update_confirm: null,
    type: sent.type,
  };
}

export const portalRoutes: Route[] = [
  route("POST", "/v1/billing_portal/configurations", (call) =>
    newConfiguration(call.account, call.read(createParams)),
  ),
  route("GET", "/v1/billing_portal/configurations", (call) => {
    const { active, is_default: isDefault, ...page } = call.read(listParams);
    const found = call.account
      .all("billing_portal.configuration")
      .filter(
        (one) =>
          (active === undefined || one.active === active) &&
          (isDefault === undefined || one.is_default === isDefault),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/billing_portal/configurations/:id", ({ account, id }) =>
    account.get("billing_portal.configuration", id),
  ),
  route("POST", "/v1/billing_portal/configurations/:id", updateConfiguration),
  route("POST", "/v1/billing_portal/sessions", createSession),
];
