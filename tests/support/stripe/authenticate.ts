import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { markSetUp } from "./cards.ts";
import { invalid } from "./failure.ts";
import { invoiceOfIntent, tryPayInvoice } from "./invoice-life.ts";
import { tryConfirm } from "./pay.ts";
import { succeedSetup } from "./setup-intents.ts";

/** The holder answers the bank's question. */
export function authenticate(
  account: Account,
  intent: Stripe.PaymentIntent | Stripe.SetupIntent,
  isConfirmed: boolean,
): void {
  if (intent.status !== "requires_action") {
    throw invalid(`The intent does not wait for its holder: ${intent.status}.`);
  }
  if (intent.object === "setup_intent") {
    if (isConfirmed) succeedSetup(account, intent);
    else refuseSetup(account, intent);
    return;
  }
  if (!isConfirmed) return refusePayment(account, intent);
  const invoice = invoiceOfIntent(account, intent.id);
  const method = idOf(intent.payment_method) ?? "";
  markSetUp(account, method);
  if (invoice === undefined) tryConfirm(account, intent, { isAuthenticated: true });
  else tryPayInvoice(account, invoice, { method, isAuthenticated: true });
}

function refusePayment(account: Account, intent: Stripe.PaymentIntent): void {
  account.update<Stripe.PaymentIntent>(intent, {
    status: "requires_payment_method",
    payment_method: null,
    next_action: null,
    last_payment_error: {
      type: "invalid_request_error",
      code: "payment_intent_authentication_failure",
      message:
        "The provided PaymentMethod has failed authentication. You can provide payment_method_data or " +
        "a new PaymentMethod to attempt to fulfill this PaymentIntent again.",
    },
  });
  account.emit("payment_intent.payment_failed", intent);
}

function refuseSetup(account: Account, intent: Stripe.SetupIntent): void {
  account.update<Stripe.SetupIntent>(intent, {
    status: "requires_payment_method",
    payment_method: null,
    next_action: null,
    last_setup_error: {
      type: "invalid_request_error",
      code: "setup_intent_authentication_failure",
      message: "The latest attempt to set up the payment method has failed authentication.",
    },
  });
  account.emit("setup_intent.setup_failed", intent);
}
