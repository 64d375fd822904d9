import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { asksHolder, behaviourOf, cardError, declineOf, markSetUp, type Decline } from "./cards.ts";
import { createCharge } from "./charges.ts";
import { openDispute } from "./disputes.ts";
import { invalid, type Failure } from "./failure.ts";
import { lettersOf } from "./ids.ts";
import { formatMinor } from "./money.ts";
import { attachPaymentMethod } from "./payment-methods.ts";

const SMALLEST: Record<string, number> = { usd: 50, eur: 50, gbp: 30 };

const authenticationDecline: Decline = {
  code: "authentication_required",
  declineCode: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};

interface NewIntent extends Partial<Stripe.PaymentIntent> {
  amount: number;
  currency: string;
}

/** A payment that nobody has tried to pay yet. */
export function newIntent(account: Account, sent: NewIntent): Stripe.PaymentIntent {
  const smallest = SMALLEST[sent.currency] ?? 1;
  if (sent.amount < smallest) {
    const shown = `${formatMinor(smallest, sent.currency)} ${sent.currency}`;
    throw invalid(`Amount must be at least ${shown}`, {
      param: "amount",
      code: "amount_too_small",
    });
  }
  const id = account.newId("pi");
  const intent: Stripe.PaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { enabled: true, allow_redirects: "always" },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic",
    client_secret: `${id}_secret_${lettersOf(id, 24)}`,
    confirmation_method: "automatic",
    created: account.now(idOf(sent.customer)),
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: sent.payment_method ? "requires_confirmation" : "requires_payment_method",
    transfer_group: null,
    ...sent,
  };
  return account.create(intent, "payment_intent.created");
}

export interface ConfirmOptions {
  isOffSession?: boolean;
  isActionAnError?: boolean;
  returnUrl?: string | undefined;
  /** The holder has just shown that it is them. */
  isAuthenticated?: boolean;
}

export type Outcome =
  | { is: "succeeded" }
  | { is: "requires_action" }
  | { is: "failed"; failure: Failure };

/** Tries to take the money. What happened is in the intent, the charge and the events. */
export function tryConfirm(
  account: Account,
  intent: Stripe.PaymentIntent,
  options: ConfirmOptions = {},
): Outcome {
  requireConfirmable(intent);
  const methodId = idOf(intent.payment_method);
  if (methodId === null) throw missingMethod(intent);
  const method = account.get("payment_method", methodId, "payment_method");
  const owner = idOf(method.customer);
  if (owner !== null && owner !== idOf(intent.customer)) {
    throw invalid(
      "The provided PaymentMethod cannot be attached. To reuse a PaymentMethod, you must attach it " +
        "to a Customer first.",
      { param: "payment_method" },
    );
  }
  const behaviour = behaviourOf(account, method.id);
  if (asksHolder(account, method.id) && options.isAuthenticated !== true) {
    const isRefused = options.isOffSession === true || options.isActionAnError === true;
    if (isRefused) return fail(account, intent, method, authenticationDecline);
    askHolder(account, intent, options.returnUrl);
    return { is: "requires_action" };
  }
  const decline = declineOf(behaviour) ?? expiryDecline(account, method);
  if (decline !== undefined) return fail(account, intent, method, decline);
  succeed(account, intent, method);
  return { is: "succeeded" };
}

/** As `tryConfirm`, throwing Stripe's card error when the money was not given. */
export function confirmIntent(
  account: Account,
  intent: Stripe.PaymentIntent,
  options: ConfirmOptions = {},
): Stripe.PaymentIntent {
  const outcome = tryConfirm(account, intent, options);
  if (outcome.is === "failed") throw outcome.failure;
  return intent;
}

function requireConfirmable(intent: Stripe.PaymentIntent): void {
  if (intent.status !== "succeeded" && intent.status !== "canceled") return;
  const reason =
    intent.status === "succeeded"
      ? "it has already succeeded after being previously confirmed"
      : "it has a status of canceled";
  throw stateError(`You cannot confirm this PaymentIntent because ${reason}.`, intent);
}

export function stateError(message: string, intent: Stripe.PaymentIntent): Failure {
  const failure = invalid(message, { code: "payment_intent_unexpected_state" });
  failure.body.payment_intent = intent;
  return failure;
}

function missingMethod(intent: Stripe.PaymentIntent): Failure {
  return stateError(
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either " +
      "update the PaymentIntent with a payment method and then confirm it again, or confirm it again " +
      "directly with a payment method or ConfirmationToken.",
    intent,
  );
}

function expiryDecline(account: Account, { card }: Stripe.PaymentMethod): Decline | undefined {
  if (card === undefined) return undefined;
  const isOver = account.clock.nowMs >= Date.UTC(card.exp_year, card.exp_month, 1);
  return isOver ? declineOf("expired") : undefined;
}

function askHolder(account: Account, intent: Stripe.PaymentIntent, returnUrl?: string): void {
  const url = `${account.baseUrl}/c/3ds/${intent.id}`;
  account.update<Stripe.PaymentIntent>(
    intent,
    {
      status: "requires_action",
      last_payment_error: null,
      next_action: {
        type: "redirect_to_url",
        redirect_to_url: { return_url: returnUrl ?? null, url },
      },
    },
    undefined,
  );
  account.emit("payment_intent.requires_action", intent);
}

function succeed(
  account: Account,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): void {
  const customer = idOf(intent.customer);
  if (intent.setup_future_usage !== null && customer !== null) {
    attachPaymentMethod(account, method.id, customer);
    markSetUp(account, method.id);
  }
  const charge = createCharge(account, intent, method);
  account.update<Stripe.PaymentIntent>(intent, {
    status: "succeeded",
    amount_received: intent.amount,
    latest_charge: charge.id,
    last_payment_error: null,
    next_action: null,
  });
  account.emit("payment_intent.succeeded", intent);
  const behaviour = behaviourOf(account, method.id);
  if (behaviour === "dispute") openDispute(account, charge, {});
  if (behaviour === "inquiry") openDispute(account, charge, { isInquiry: true });
}

function fail(
  account: Account,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline: Decline,
): Outcome {
  const charge = createCharge(account, intent, method, decline);
  const shown = {
    type: "card_error",
    code: decline.code,
    decline_code: decline.declineCode,
    message: decline.message,
    doc_url: `https://docs.stripe.com/error-codes/${decline.code.replaceAll("_", "-")}`,
    charge: charge.id,
    payment_method: method,
  } satisfies Stripe.PaymentIntent.LastPaymentError;
  account.update<Stripe.PaymentIntent>(intent, {
    status: "requires_payment_method",
    payment_method: null,
    latest_charge: charge.id,
    last_payment_error: shown,
    next_action: null,
  });
  account.emit("payment_intent.payment_failed", intent);
  return { is: "failed", failure: failureOf(intent, method, decline, charge.id) };
}

/** The error carries the intent as it is now. */
function failureOf(
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline: Decline,
  charge: string,
): Failure {
  return cardError(decline, { charge, payment_intent: intent, payment_method: method });
}

/** Nobody may pay it any more. */
export function cancelIntent(
  account: Account,
  intent: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): Stripe.PaymentIntent {
  if (intent.status === "succeeded" || intent.status === "canceled") {
    throw stateError(
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
      intent,
    );
  }
  account.update<Stripe.PaymentIntent>(intent, {
    status: "canceled",
    canceled_at: account.now(idOf(intent.customer)),
    cancellation_reason: reason,
    next_action: null,
  });
  account.emit("payment_intent.canceled", intent);
  return intent;
}
