import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { asksHolder, behaviourOf, cardError, declineOf, markSetUp, takeCard } from "./cards.ts";
import { invalid } from "./failure.ts";
import { withMetadata } from "./fields.ts";
import { lettersOf } from "./ids.ts";
import { createdRange, flag, metadata, oneOf, paging, shape, text } from "./params.ts";
import { attachPaymentMethod } from "./payment-methods.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";

const createParams = shape<Stripe.SetupIntentCreateParams>()({
  automatic_payment_methods: z
    .strictObject({ allow_redirects: oneOf("always", "never"), enabled: flag })
    .optional(),
  confirm: flag,
  customer: text,
  description: text,
  metadata,
  payment_method: text,
  return_url: text,
  usage: oneOf("off_session", "on_session"),
});
const confirmParams = shape<Stripe.SetupIntentConfirmParams>()({
  payment_method: text,
  return_url: text,
});
const listParams = shape<Stripe.SetupIntentListParams>()({
  ...paging,
  created: createdRange,
  customer: text,
  payment_method: text,
});

/** A card about to be kept for later. */
export function newSetupIntent(
  account: Account,
  sent: Partial<Stripe.SetupIntent>,
): Stripe.SetupIntent {
  const id = account.newId("seti");
  return account.create<Stripe.SetupIntent>(
    {
      id,
      object: "setup_intent",
      allowed_payment_method_types: null,
      application: null,
      automatic_payment_methods: { enabled: true, allow_redirects: "always" },
      cancellation_reason: null,
      client_secret: `${id}_secret_${lettersOf(id, 24)}`,
      created: account.now(idOf(sent.customer)),
      customer: null,
      description: null,
      excluded_payment_method_types: null,
      flow_directions: null,
      last_setup_error: null,
      latest_attempt: null,
      livemode: false,
      mandate: null,
      metadata: {},
      next_action: null,
      on_behalf_of: null,
      payment_method: null,
      payment_method_configuration_details: null,
      payment_method_options: null,
      payment_method_types: ["card"],
      single_use_mandate: null,
      status: sent.payment_method ? "requires_confirmation" : "requires_payment_method",
      usage: "off_session",
      ...sent,
    },
    "setup_intent.created",
  );
}

/** The card is kept: it belongs to the customer and may be charged without them. */
export function succeedSetup(account: Account, intent: Stripe.SetupIntent): void {
  const method = idOf(intent.payment_method) ?? "";
  const customer = idOf(intent.customer);
  if (customer !== null) attachPaymentMethod(account, method, customer);
  markSetUp(account, method);
  account.update<Stripe.SetupIntent>(intent, {
    status: "succeeded",
    next_action: null,
    last_setup_error: null,
  });
  account.emit("setup_intent.succeeded", intent);
}

function confirm(account: Account, intent: Stripe.SetupIntent, returnUrl?: string): void {
  const id = idOf(intent.payment_method);
  if (id === null) {
    throw invalid("You cannot confirm this SetupIntent because it's missing a payment method.", {
      code: "setup_intent_unexpected_state",
    });
  }
  const behaviour = behaviourOf(account, id);
  const decline = declineOf(behaviour);
  if (decline !== undefined) {
    account.update<Stripe.SetupIntent>(intent, {
      status: "requires_payment_method",
      payment_method: null,
      last_setup_error: {
        type: "card_error",
        code: decline.code,
        decline_code: decline.declineCode,
        message: decline.message,
      },
    });
    account.emit("setup_intent.setup_failed", intent);
    throw cardError(decline, { setup_intent: intent });
  }
  if (asksHolder(account, id)) {
    account.update<Stripe.SetupIntent>(intent, {
      status: "requires_action",
      next_action: {
        type: "redirect_to_url",
        redirect_to_url: {
          return_url: returnUrl ?? null,
          url: `${account.baseUrl}/c/3ds/${intent.id}`,
        },
      },
    });
    account.emit("setup_intent.requires_action", intent);
    return;
  }
  succeedSetup(account, intent);
}

function create(call: Call): Stripe.SetupIntent {
  const { account } = call;
  const sent = call.read(createParams);
  if (sent.customer !== undefined) account.get("customer", sent.customer, "customer");
  const intent = newSetupIntent(account, {
    customer: sent.customer ?? null,
    description: sent.description ?? null,
    metadata: withMetadata({}, sent.metadata),
    payment_method:
      sent.payment_method === undefined ? null : takeCard(account, sent.payment_method).id,
    usage: sent.usage ?? "off_session",
  });
  if (sent.confirm === true) confirm(account, intent, sent.return_url);
  return intent;
}

export const setupIntentRoutes: Route[] = [
  route("POST", "/v1/setup_intents", create),
  route("GET", "/v1/setup_intents", (call) => {
    const { created, customer, payment_method: method, ...page } = call.read(listParams);
    const found = call.account
      .all("setup_intent")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (customer === undefined || idOf(one.customer) === customer) &&
          (method === undefined || idOf(one.payment_method) === method),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/setup_intents/:id", ({ account, id }) => account.get("setup_intent", id)),
  route("POST", "/v1/setup_intents/:id/confirm", (call) => {
    const intent = call.account.get("setup_intent", call.id);
    const sent = call.read(confirmParams);
    if (sent.payment_method !== undefined) {
      intent.payment_method = takeCard(call.account, sent.payment_method).id;
    }
    confirm(call.account, intent, sent.return_url);
    return intent;
  }),
  route("POST", "/v1/setup_intents/:id/cancel", ({ account, id }) => {
    const intent = account.get("setup_intent", id);
    account.update<Stripe.SetupIntent>(intent, { status: "canceled" });
    account.emit("setup_intent.canceled", intent);
    return intent;
  }),
];
