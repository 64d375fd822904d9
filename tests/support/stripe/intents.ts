import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf } from "./account.ts";
import { takeCard } from "./cards.ts";
import { invalid } from "./failure.ts";
import { withMetadata } from "./fields.ts";
import {
  clearable,
  createdRange,
  flag,
  metadata,
  needed,
  oneOf,
  paging,
  shape,
  text,
  whole,
} from "./params.ts";
import { cancelIntent, confirmIntent, newIntent, stateError } from "./pay.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";

const futureUsage = oneOf("off_session", "on_session");

const automaticMethods = shape<Stripe.PaymentIntentCreateParams.AutomaticPaymentMethods>()({
  allow_redirects: oneOf("always", "never"),
  enabled: flag,
}).optional();

const hooks = z
  .strictObject({
    inputs: z.strictObject({ tax: z.strictObject({ calculation: z.string() }) }),
  })
  .optional();

const createParams = shape<Stripe.PaymentIntentCreateParams>()({
  amount: z.string().regex(/^\d+$/, { error: "parameter_invalid_integer" }).transform(Number),
  automatic_payment_methods: automaticMethods,
  confirm: flag,
  currency: needed,
  customer: text,
  description: text,
  error_on_requires_action: flag,
  hooks,
  metadata,
  off_session: flag,
  payment_method: text,
  receipt_email: text,
  return_url: text,
  setup_future_usage: futureUsage,
  statement_descriptor_suffix: text,
});
const updateParams = shape<Stripe.PaymentIntentUpdateParams>()({
  amount: whole,
  currency: text,
  customer: text,
  description: text,
  metadata,
  payment_method: text,
  receipt_email: clearable(z.string()),
  setup_future_usage: clearable(z.enum(["off_session", "on_session"])),
});
const confirmParams = shape<Stripe.PaymentIntentConfirmParams>()({
  error_on_requires_action: flag,
  off_session: flag,
  payment_method: text,
  receipt_email: clearable(z.string()),
  return_url: text,
  setup_future_usage: clearable(z.enum(["off_session", "on_session"])),
});
const cancelParams = shape<Stripe.PaymentIntentCancelParams>()({
  cancellation_reason: oneOf("abandoned", "duplicate", "fraudulent", "requested_by_customer"),
});
const listParams = shape<Stripe.PaymentIntentListParams>()({
  ...paging,
  created: createdRange,
  customer: text,
});

function create(call: Call): Stripe.PaymentIntent {
  const { account } = call;
  const sent = call.read(createParams);
  if (sent.customer !== undefined) account.get("customer", sent.customer, "customer");
  if (sent.confirm !== true && sent.off_session !== undefined) {
    throw invalid("The parameter `off_session` cannot be passed when confirm is false.", {
      param: "off_session",
    });
  }
  const calculation = sent.hooks?.inputs.tax.calculation;
  if (calculation !== undefined) {
    account.get("tax.calculation", calculation, "hooks[inputs][tax][calculation]");
  }
  const method =
    sent.payment_method === undefined ? null : takeCard(account, sent.payment_method).id;
  const intent = newIntent(account, {
    amount: sent.amount,
    currency: sent.currency,
    customer: sent.customer ?? null,
    description: sent.description ?? null,
    metadata: withMetadata({}, sent.metadata),
    ...(sent.hooks === undefined ? {} : { hooks: sent.hooks }),
    payment_method: method,
    receipt_email: sent.receipt_email ?? null,
    setup_future_usage: sent.setup_future_usage ?? null,
    statement_descriptor_suffix: sent.statement_descriptor_suffix ?? null,
  });
  if (sent.confirm !== true) return intent;
  return confirmIntent(account, intent, {
    isOffSession: sent.off_session === true,
    isActionAnError: sent.error_on_requires_action === true,
    returnUrl: sent.return_url,
  });
}

function update(call: Call): Stripe.PaymentIntent {
  const { account } = call;
  const intent = account.get("payment_intent", call.id);
  const { payment_method: method, metadata: meta, ...sent } = call.read(updateParams);
  if (intent.status === "succeeded" || intent.status === "canceled") {
    const touched = Object.values({ ...sent, method }).some((value) => value !== undefined);
    if (touched) {
      throw stateError(
        `This PaymentIntent's could not be updated because it has a status of ${intent.status}.`,
        intent,
      );
    }
  }
  return account.update<Stripe.PaymentIntent>(intent, {
    ...(sent.amount === undefined ? {} : { amount: sent.amount }),
    ...(sent.currency === undefined ? {} : { currency: sent.currency }),
    ...(sent.customer === undefined ? {} : { customer: sent.customer }),
    ...(sent.description === undefined ? {} : { description: sent.description }),
    ...(sent.receipt_email === undefined ? {} : { receipt_email: sent.receipt_email }),
    ...(sent.setup_future_usage === undefined
      ? {}
      : { setup_future_usage: sent.setup_future_usage }),
    ...(method === undefined
      ? {}
      : { payment_method: takeCard(account, method).id, status: "requires_confirmation" }),
    metadata: withMetadata(intent.metadata, meta),
  });
}

function confirm(call: Call): Stripe.PaymentIntent {
  const { account } = call;
  const intent = account.get("payment_intent", call.id);
  const sent = call.read(confirmParams);
  if (sent.payment_method !== undefined) {
    intent.payment_method = takeCard(account, sent.payment_method).id;
  }
  if (sent.setup_future_usage !== undefined) intent.setup_future_usage = sent.setup_future_usage;
  confirmIntent(account, intent, {
    isOffSession: sent.off_session === true,
    isActionAnError: sent.error_on_requires_action === true,
    returnUrl: sent.return_url,
  });
  if (intent.status === "succeeded") account.onPaid(intent);
  return intent;
}

export const intentRoutes: Route[] = [
  route("POST", "/v1/payment_intents", create),
  route("GET", "/v1/payment_intents", (call) => {
    const { created, customer, ...page } = call.read(listParams);
    const found = call.account
      .all("payment_intent")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (customer === undefined || idOf(one.customer) === customer),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/payment_intents/:id", ({ account, id }) => account.get("payment_intent", id)),
  route("POST", "/v1/payment_intents/:id", update),
  route("POST", "/v1/payment_intents/:id/confirm", confirm),
  route("POST", "/v1/payment_intents/:id/cancel", (call) =>
    cancelIntent(
      call.account,
      call.account.get("payment_intent", call.id),
      call.read(cancelParams).cancellation_reason ?? null,
    ),
  ),
];
