import type { Stripe } from "stripe";
import type { Account } from "./account.ts";
import { Failure, invalid } from "./failure.ts";
import { lettersOf } from "./ids.ts";

/** How a card behaves when it is charged. */
export type CardBehaviour =
  | "ok"
  | "declined"
  | "insufficient_funds"
  | "expired"
  | "lost"
  | "authentication_required"
  | "authentication_on_setup"
  | "dispute"
  | "inquiry"
  | "refund_fails"
  | "refund_pends";

export interface CardKind {
  behaviour: CardBehaviour;
  brand: string;
  last4: string;
  /** Refused already when it is attached. */
  refusedAtOnce?: boolean;
  /** Months from now until it expires; years when left out. */
  expiresInMonths?: number;
}

/** Stripe's test cards. https://docs.stripe.com/testing */
export const testCards: Record<string, CardKind> = {
  pm_card_visa: { behaviour: "ok", brand: "visa", last4: "4242" },
  pm_card_visa_debit: { behaviour: "ok", brand: "visa", last4: "5556" },
  pm_card_mastercard: { behaviour: "ok", brand: "mastercard", last4: "4444" },
  pm_card_amex: { behaviour: "ok", brand: "amex", last4: "0005" },
  pm_card_gb: { behaviour: "ok", brand: "visa", last4: "0000" },
  pm_card_visa_expiring: { behaviour: "ok", brand: "visa", last4: "4242", expiresInMonths: 1 },
  pm_card_chargeDeclined: {
    behaviour: "declined",
    brand: "visa",
    last4: "0002",
    refusedAtOnce: true,
  },
  pm_card_chargeDeclinedInsufficientFunds: {
    behaviour: "insufficient_funds",
    brand: "visa",
    last4: "9995",
    refusedAtOnce: true,
  },
  pm_card_chargeDeclinedExpiredCard: {
    behaviour: "expired",
    brand: "visa",
    last4: "0069",
    refusedAtOnce: true,
  },
  pm_card_chargeDeclinedLostCard: {
    behaviour: "lost",
    brand: "visa",
    last4: "9987",
    refusedAtOnce: true,
  },
  pm_card_chargeCustomerFail: { behaviour: "declined", brand: "visa", last4: "0341" },
  pm_card_authenticationRequired: {
    behaviour: "authentication_required",
    brand: "visa",
    last4: "3184",
  },
  pm_card_authenticationRequiredOnSetup: {
    behaviour: "authentication_on_setup",
    brand: "visa",
    last4: "3155",
  },
  pm_card_createDispute: { behaviour: "dispute", brand: "visa", last4: "0259" },
  pm_card_createDisputeInquiry: { behaviour: "inquiry", brand: "visa", last4: "1976" },
  pm_card_refundFail: { behaviour: "refund_fails", brand: "visa", last4: "5126" },
  pm_card_pendingRefund: { behaviour: "refund_pends", brand: "visa", last4: "7726" },
};

const lastDigits: Record<CardBehaviour, string> = {
  ok: "4242",
  declined: "0341",
  insufficient_funds: "9995",
  expired: "0069",
  lost: "9987",
  authentication_required: "3184",
  authentication_on_setup: "3155",
  dispute: "0259",
  inquiry: "1976",
  refund_fails: "5126",
  refund_pends: "7726",
};

/** A card that behaves so, belonging to nobody. */
export function cardOf(behaviour: CardBehaviour): CardKind {
  return { behaviour, brand: "visa", last4: lastDigits[behaviour] };
}

export const behaviourKey = (id: string) => `behaviour ${id}`;
const setUpKey = (id: string) => `set up ${id}`;

export function behaviourOf(account: Account, id: string): CardBehaviour {
  return (account.hidden.get(behaviourKey(id)) as CardBehaviour | undefined) ?? "ok";
}

/** Whether the holder has confirmed that the card may be charged without them. */
export function isSetUp(account: Account, id: string): boolean {
  return account.hidden.get(setUpKey(id)) === true;
}

export function markSetUp(account: Account, id: string): void {
  account.hidden.set(setUpKey(id), true);
}

/** Whether the card's bank wants to hear its holder first. */
export function asksHolder(account: Account, id: string): boolean {
  const behaviour = behaviourOf(account, id);
  return (
    behaviour === "authentication_required" ||
    (behaviour === "authentication_on_setup" && !isSetUp(account, id))
  );
}

export function newCard(
  account: Account,
  kind: CardKind,
  changes: Partial<Stripe.PaymentMethod> = {},
): Stripe.PaymentMethod {
  const id = account.newId("pm");
  const now = new Date(account.clock.nowMs);
  const months = kind.expiresInMonths ?? 48;
  const expiry = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1));
  account.hidden.set(behaviourKey(id), kind.behaviour);
  return account.create<Stripe.PaymentMethod>({
    id,
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: {
      brand: kind.brand,
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: "pass",
      },
      country: "US",
      display_brand: kind.brand,
      exp_month: expiry.getUTCMonth() + 1,
      exp_year: expiry.getUTCFullYear(),
      fingerprint: lettersOf(`${kind.brand}${kind.last4}`, 16),
      funding: "credit",
      generated_from: null,
      last4: kind.last4,
      networks: { available: [kind.brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: account.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: "card",
    ...changes,
  });
}

/** Why a charge of the card is refused, if it is. */
export interface Decline {
  code: string;
  declineCode: string;
  message: string;
}

export function declineOf(behaviour: CardBehaviour): Decline | undefined {
  if (behaviour === "declined") {
    return {
      code: "card_declined",
      declineCode: "generic_decline",
      message: "Your card was declined.",
    };
  }
  if (behaviour === "insufficient_funds") {
    return {
      code: "card_declined",
      declineCode: "insufficient_funds",
      message: "Your card has insufficient funds.",
    };
  }
  if (behaviour === "lost") {
    return {
      code: "card_declined",
      declineCode: "lost_card",
      message: "Your card was declined.",
    };
  }
  if (behaviour === "expired") {
    return {
      code: "expired_card",
      declineCode: "expired_card",
      message: "Your card has expired.",
    };
  }
  return undefined;
}

export function cardError(decline: Decline, more: Partial<Failure["body"]> = {}): Failure {
  return new Failure(402, {
    type: "card_error",
    code: decline.code,
    decline_code: decline.declineCode,
    message: decline.message,
    doc_url: `https://docs.stripe.com/error-codes/${decline.code.replaceAll("_", "-")}`,
    ...more,
  });
}

/** The card that an id or the name of a test card means; a test card's name makes a new one. */
export function takeCard(account: Account, id: string, param = "payment_method") {
  const kind = testCards[id];
  if (kind !== undefined) return newCard(account, kind);
  const found = account.find("payment_method", id);
  if (found === undefined) {
    throw invalid(`No such PaymentMethod: '${id}'`, {
      param,
      code: "resource_missing",
      ...(param === "id" ? { status: 404 } : {}),
    });
  }
  return found;
}
