import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import type { Decline } from "./cards.ts";
import { withMetadata } from "./fields.ts";
import { lettersOf } from "./ids.ts";
import { share } from "./money.ts";
import { clearable, createdRange, metadata, paging, shape, text } from "./params.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";

const DAY_S = 86_400;

type Source = { id: string; object: "charge" | "dispute" | "refund" };

/** What moved on the balance. `feeMinor` is taken off the amount. */
export function moveBalance(
  account: Account,
  source: Source,
  movement: {
    amount: number;
    fee?: number;
    currency: string;
    type: Stripe.BalanceTransaction.Type;
    category: string;
    description: string | null;
    created: number;
  },
): Stripe.BalanceTransaction {
  const { amount, fee = 0, currency, created } = movement;
  return account.create<Stripe.BalanceTransaction>({
    id: account.newId("txn"),
    object: "balance_transaction",
    amount,
    available_on: created + 2 * DAY_S,
    balance_type: "payments",
    created,
    currency,
    description: movement.description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency,
              description: source.object === "dispute" ? "Dispute fee" : "Stripe processing fees",
              type: "stripe_fee",
            },
          ],
    net: amount - fee,
    reporting_category: movement.category,
    source: source.id,
    status: "pending",
    type: movement.type,
  });
}

/** A charge of the intent's card: succeeded, or failed for the reason given. */
export function createCharge(
  account: Account,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline?: Decline,
): Stripe.Charge {
  const customer = idOf(intent.customer);
  const created = account.now(customer);
  const id = account.newId("ch");
  const isPaid = decline === undefined;
  const charge: Stripe.Charge = {
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: isPaid ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: "STAND-IN",
    captured: isPaid,
    created,
    currency: intent.currency,
    customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(decline),
    paid: isPaid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: "card", card: cardDetails(intent, method) },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: isPaid ? `${account.baseUrl}/receipts/${id}` : null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: isPaid ? "succeeded" : "failed",
    transfer_data: null,
    transfer_group: null,
  };
  account.create(charge);
  if (isPaid) {
    charge.balance_transaction = moveBalance(account, charge, {
      amount: intent.amount,
      fee: share(intent.amount, 29, 1_000) + 30,
      currency: intent.currency,
      type: "charge",
      category: "charge",
      description: intent.description,
      created,
    }).id;
  }
  account.emit(isPaid ? "charge.succeeded" : "charge.failed", charge);
  return charge;
}

function outcomeOf(decline: Decline | undefined): Stripe.Charge.Outcome {
  const isPaid = decline === undefined;
  return {
    advice_code: isPaid ? null : "try_again_later",
    network_advice_code: null,
    network_decline_code: null,
    network_status: isPaid ? "approved_by_network" : "declined_by_network",
    reason: decline?.declineCode ?? null,
    risk_level: "normal",
    risk_score: 20,
    seller_message: isPaid ? "Payment complete." : "The bank did not say why it declined.",
    type: isPaid ? "authorized" : "issuer_declined",
  };
}

function cardDetails(
  intent: Stripe.PaymentIntent,
  { id, card }: Stripe.PaymentMethod,
): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: intent.amount,
    authorization_code: lettersOf(`authorization ${intent.id}`, 6).toUpperCase(),
    brand: card?.brand ?? null,
    checks: {
      address_line1_check: null,
      address_postal_code_check: null,
      cvc_check: "pass",
    },
    country: card?.country ?? null,
    electronic_commerce_indicator: null,
    exp_month: card?.exp_month ?? 1,
    exp_year: card?.exp_year ?? 2030,
    fingerprint: card?.fingerprint ?? null,
    funding: card?.funding ?? null,
    installments: null,
    last4: card?.last4 ?? null,
    mandate: null,
    network: card?.brand ?? null,
    network_transaction_id: lettersOf(`network ${id} ${intent.id}`, 15),
    regulated_status: "unregulated",
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}

const chargeList = shape<Stripe.ChargeListParams>()({
  ...paging,
  created: createdRange,
  customer: text,
  payment_intent: text,
});
const chargeUpdate = shape<Stripe.ChargeUpdateParams>()({
  description: text,
  fraud_details: z.strictObject({ user_report: z.enum(["fraudulent", "safe"]) }).optional(),
  metadata,
  receipt_email: clearable(z.string()),
});
const balanceList = shape<Stripe.BalanceTransactionListParams>()({
  ...paging,
  created: createdRange,
  currency: text,
  source: text,
  type: text,
});

function updateCharge(call: Call): Stripe.Charge {
  const charge = call.account.get("charge", call.id);
  const sent = call.read(chargeUpdate);
  return call.account.update<Stripe.Charge>(
    charge,
    {
      ...(sent.description === undefined ? {} : { description: sent.description }),
      ...(sent.fraud_details === undefined ? {} : { fraud_details: sent.fraud_details }),
      ...(sent.receipt_email === undefined ? {} : { receipt_email: sent.receipt_email }),
      metadata: withMetadata(charge.metadata, sent.metadata),
    },
    "charge.updated",
  );
}

/** Money is available two days after it moved. */
function settled(account: Account, moved: Stripe.BalanceTransaction): Stripe.BalanceTransaction {
  if (moved.available_on <= account.now()) moved.status = "available";
  return moved;
}

/** The sums of all movements by currency. */
function balanceOf(account: Account): Stripe.Balance {
  const sums = new Map<string, { available: number; pending: number }>();
  for (const moved of account.table("balance_transaction").values()) {
    const sum = sums.get(moved.currency) ?? { available: 0, pending: 0 };
    const part = settled(account, moved).status === "available" ? "available" : "pending";
    sum[part] += moved.net;
    sums.set(moved.currency, sum);
  }
  const by = (part: "available" | "pending") =>
    [...sums].map(([currency, sum]) => ({ amount: sum[part], currency, source_types: {} }));
  return {
    object: "balance",
    available: by("available"),
    livemode: false,
    pending: by("pending"),
  };
}

export const chargeRoutes: Route[] = [
  route("GET", "/v1/charges", (call) => {
    const { created, customer, payment_intent: intent, ...page } = call.read(chargeList);
    const found = call.account
      .all("charge")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (customer === undefined || idOf(one.customer) === customer) &&
          (intent === undefined || idOf(one.payment_intent) === intent),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/charges/:id", ({ account, id }) => account.get("charge", id)),
  route("POST", "/v1/charges/:id", updateCharge),
  route("GET", "/v1/balance_transactions", (call) => {
    const { created, currency, source, type, ...page } = call.read(balanceList);
    const found = call.account
      .all("balance_transaction")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (currency === undefined || one.currency === currency) &&
          (source === undefined || idOf(one.source) === source) &&
          (type === undefined || one.type === type),
      );
    const shown = pageOf(call, found, page);
    for (const moved of shown.data) settled(call.account, moved);
    return shown;
  }),
  route("GET", "/v1/balance_transactions/:id", ({ account, id }) =>
    settled(account, account.get("balance_transaction", id)),
  ),
  route("GET", "/v1/balance", ({ account }) => balanceOf(account)),
];
