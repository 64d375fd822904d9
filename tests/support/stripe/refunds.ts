import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { behaviourOf } from "./cards.ts";
import { moveBalance } from "./charges.ts";
import { invalid, missingParameter } from "./failure.ts";
import { withMetadata } from "./fields.ts";
import { lettersOf } from "./ids.ts";
import { formatMinor } from "./money.ts";
import { createdRange, metadata, oneOf, paging, shape, text, whole } from "./params.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";
import type { EventType } from "./tables.ts";

const createParams = shape<Stripe.RefundCreateParams>()({
  amount: whole,
  charge: text,
  metadata,
  payment_intent: text,
  reason: oneOf("duplicate", "fraudulent", "requested_by_customer"),
});
const listParams = shape<Stripe.RefundListParams>()({
  ...paging,
  charge: text,
  created: createdRange,
  payment_intent: text,
});

interface NewRefund {
  amount?: number | undefined;
  reason?: Stripe.Refund.Reason | undefined;
  metadata?: Stripe.Metadata;
}

/** How much is to be given back, if that may be. */
function refundable(account: Account, charge: Stripe.Charge, wanted: number | undefined): number {
  const left = charge.amount - charge.amount_refunded;
  if (!charge.paid) throw invalid("This charge has not been paid.", { param: "charge" });
  if (left === 0) {
    throw invalid(`Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
    });
  }
  const isChargedBack = account
    .all("dispute")
    .some(
      (one) => idOf(one.charge) === charge.id && !one.is_charge_refundable && one.status !== "won",
    );
  if (isChargedBack) {
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: "charge_disputed",
    });
  }
  const amount = wanted ?? left;
  if (amount < 1) {
    throw invalid("Invalid positive integer", {
      param: "amount",
      code: "parameter_invalid_integer",
    });
  }
  if (amount > left) {
    const [asked, rest] = [amount, left].map((one) => formatMinor(one, charge.currency));
    throw invalid(
      `Refund amount (${asked}) is greater than unrefunded amount on charge (${rest})`,
      {
        param: "amount",
      },
    );
  }
  return amount;
}

/** Gives back a part of the charge, or all that is left of it. */
export function createRefund(
  account: Account,
  charge: Stripe.Charge,
  sent: NewRefund,
): Stripe.Refund {
  const amount = refundable(account, charge, sent.amount);
  const behaviour = behaviourOf(account, charge.payment_method ?? "");
  const customer = idOf(charge.customer);
  const refund: Stripe.Refund = {
    id: account.newId("re"),
    object: "refund",
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: account.now(customer),
    currency: charge.currency,
    customer,
    customer_account: null,
    destination_details: {
      type: "card",
      card: {
        type: "refund",
        reference_status: "pending",
        reference_type: "acquirer_reference_number",
      },
    },
    metadata: sent.metadata ?? {},
    payment_intent: idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    reason: sent.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: behaviour === "refund_pends" ? "pending" : "succeeded",
    transfer_reversal: null,
  };
  account.create(refund);
  refund.balance_transaction = moveBalance(account, refund, {
    amount: -amount,
    currency: charge.currency,
    type: "refund",
    category: "refund",
    description: `REFUND FOR CHARGE ${lettersOf(charge.id, 6)}`,
    created: refund.created,
  }).id;
  account.emit("refund.created", refund);
  countRefund(account, charge, amount, "charge.refunded");
  return refund;
}

function countRefund(
  account: Account,
  charge: Stripe.Charge,
  amount: number,
  event: EventType,
): void {
  const total = charge.amount_refunded + amount;
  account.update<Stripe.Charge>(
    charge,
    { amount_refunded: total, refunded: total === charge.amount },
    event,
  );
}

/** A refund that was under way arrives, or comes back because the bank would not take it. */
export function settleRefund(
  account: Account,
  refund: Stripe.Refund,
  status: "canceled" | "failed" | "succeeded",
): Stripe.Refund {
  if (refund.status === "failed" || refund.status === "canceled") {
    throw invalid(`The refund is ${refund.status} already.`);
  }
  if (status === "succeeded") {
    account.update<Stripe.Refund>(refund, { status }, "refund.updated");
    account.emit("charge.refund.updated", refund);
    return refund;
  }
  const charge = account.get("charge", idOf(refund.charge) ?? "");
  const back = moveBalance(account, refund, {
    amount: refund.amount,
    currency: refund.currency,
    type: "refund_failure",
    category: "refund_failure",
    description: `REFUND FAILURE FOR ${refund.id}`,
    created: account.now(idOf(refund.customer)),
  });
  account.update<Stripe.Refund>(refund, {
    status,
    failure_balance_transaction: back.id,
    failure_reason: status === "failed" ? "expired_or_canceled_card" : "unknown",
  });
  account.emit("charge.refund.updated", refund);
  account.emit("refund.updated", refund);
  if (status === "failed") account.emit("refund.failed", refund);
  countRefund(account, charge, -refund.amount, "charge.updated");
  return refund;
}

function chargeOf(call: Call, charge?: string, intent?: string): Stripe.Charge {
  if (charge !== undefined) return call.account.get("charge", charge, "charge");
  if (intent === undefined) throw missingParameter("payment_intent");
  const found = call.account.get("payment_intent", intent, "payment_intent");
  const latest = idOf(found.latest_charge);
  if (found.status !== "succeeded" || latest === null) {
    throw invalid(`This PaymentIntent (${intent}) does not have a successful charge to refund.`, {
      param: "payment_intent",
    });
  }
  return call.account.get("charge", latest);
}

export const refundRoutes: Route[] = [
  route("POST", "/v1/refunds", (call) => {
    const { charge, payment_intent: intent, metadata: meta, ...sent } = call.read(createParams);
    return createRefund(call.account, chargeOf(call, charge, intent), {
      ...sent,
      metadata: withMetadata({}, meta),
    });
  }),
  route("GET", "/v1/refunds", (call) => {
    const { charge, created, payment_intent: intent, ...page } = call.read(listParams);
    const found = call.account
      .all("refund")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (charge === undefined || idOf(one.charge) === charge) &&
          (intent === undefined || idOf(one.payment_intent) === intent),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/refunds/:id", ({ account, id }) => account.get("refund", id)),
  route("POST", "/v1/refunds/:id", (call) => {
    const refund = call.account.get("refund", call.id);
    const { metadata: meta } = call.read(shape<Stripe.RefundUpdateParams>()({ metadata }));
    const changes = { metadata: withMetadata(refund.metadata, meta) };
    return call.account.update<Stripe.Refund>(refund, changes, "refund.updated");
  }),
  route("POST", "/v1/refunds/:id/cancel", ({ account, id }) =>
    settleRefund(account, account.get("refund", id), "canceled"),
  ),
];
