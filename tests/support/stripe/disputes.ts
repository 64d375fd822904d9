import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { moveBalance } from "./charges.ts";
import { invalid } from "./failure.ts";
import { given, withMetadata } from "./fields.ts";
import { createdRange, flag, metadata, oneOf, paging, shape, text } from "./params.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";

const DISPUTE_FEE = 1_500;
const ANSWER_WITHIN_S = 9 * 86_400;

export interface DisputeOptions {
  amount?: number | undefined;
  reason?: string | undefined;
  /** Asked before it becomes a chargeback; no money moves. */
  isInquiry?: boolean | undefined;
  /** The money is left where it is until it is asked for. */
  isWithdrawnLater?: boolean | undefined;
}

const noEvidence: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** The bank of the holder takes the money back, or asks first. */
export function openDispute(
  account: Account,
  charge: Stripe.Charge,
  options: DisputeOptions,
): Stripe.Dispute {
  if (!charge.paid) throw invalid("Only a charge that was paid can be disputed.");
  if (charge.disputed) throw invalid("The charge is already disputed.");
  const created = account.now(idOf(charge.customer));
  const isInquiry = options.isInquiry === true;
  const amount = options.amount ?? charge.amount - charge.amount_refunded;
  if (amount < 1 || amount > charge.amount) throw invalid("Invalid amount", { param: "amount" });
  account.update<Stripe.Charge>(charge, { disputed: true }, "charge.updated");
  const dispute = account.create<Stripe.Dispute>(
    {
      id: account.newId("dp"),
      object: "dispute",
      amount,
      balance_transactions: [],
      charge: charge.id,
      created,
      currency: charge.currency,
      enhanced_eligibility_types: [],
      evidence: {
        ...noEvidence,
        customer_email_address: charge.billing_details.email,
        customer_name: charge.billing_details.name,
      },
      evidence_details: {
        due_by: created + ANSWER_WITHIN_S,
        enhanced_eligibility: {},
        has_evidence: false,
        past_due: false,
        submission_count: 0,
        submission_method: "manual",
      },
      intended_submission_method: null,
      is_charge_refundable: isInquiry,
      livemode: false,
      metadata: {},
      payment_intent: idOf(charge.payment_intent),
      payment_method_details: {
        type: "card",
        card: {
          brand: charge.payment_method_details?.card?.brand ?? "visa",
          case_type: isInquiry ? "inquiry" : "chargeback",
          network: charge.payment_method_details?.card?.brand ?? "visa",
          network_reason_code: "10.4",
        },
      },
      reason: options.reason ?? "fraudulent",
      status: isInquiry ? "warning_needs_response" : "needs_response",
    },
    "charge.dispute.created",
  );
  if (!isInquiry && options.isWithdrawnLater !== true) withdrawFunds(account, dispute);
  return dispute;
}

/** Takes the disputed amount and the fee off the balance. */
export function withdrawFunds(account: Account, dispute: Stripe.Dispute): Stripe.Dispute {
  return moveFunds(account, dispute, -dispute.amount, DISPUTE_FEE);
}

/** Puts the disputed amount back. */
export function reinstateFunds(account: Account, dispute: Stripe.Dispute): Stripe.Dispute {
  return moveFunds(account, dispute, dispute.amount, 0);
}

function moveFunds(account: Account, dispute: Stripe.Dispute, amount: number, fee: number) {
  const charge = account.get("charge", idOf(dispute.charge));
  const isTaken = amount < 0;
  const moved = moveBalance(account, dispute, {
    amount,
    fee,
    currency: dispute.currency,
    type: "adjustment",
    category: isTaken ? "dispute" : "dispute_reversal",
    description: `Chargeback ${isTaken ? "withdrawal" : "reversal"} for ${charge.id}`,
    created: account.now(idOf(charge.customer)),
  });
  account.update<Stripe.Dispute>(dispute, {
    balance_transactions: [...dispute.balance_transactions, moved],
  });
  account.emit(
    isTaken ? "charge.dispute.funds_withdrawn" : "charge.dispute.funds_reinstated",
    dispute,
  );
  return dispute;
}

/** An inquiry becomes a chargeback. */
export function escalateDispute(account: Account, dispute: Stripe.Dispute): Stripe.Dispute {
  if (!String(dispute.status).startsWith("warning_")) throw invalid("It is a chargeback already.");
  account.update<Stripe.Dispute>(
    dispute,
    { status: "needs_response", is_charge_refundable: false },
    "charge.dispute.updated",
  );
  return withdrawFunds(account, dispute);
}

export type DisputeOutcome = "lost" | "warning_closed" | "won";

/** The bank decides. A dispute that is won gives the money back, if it had been taken. */
export function closeDispute(
  account: Account,
  dispute: Stripe.Dispute,
  outcome: DisputeOutcome,
): Stripe.Dispute {
  if (["lost", "warning_closed", "won"].includes(dispute.status)) {
    throw invalid(`This dispute is already closed (${dispute.status}).`);
  }
  account.update<Stripe.Dispute>(dispute, { status: outcome });
  account.emit("charge.dispute.closed", dispute);
  const balance = dispute.balance_transactions.reduce((total, { amount }) => total + amount, 0);
  if (outcome !== "lost" && balance < 0) reinstateFunds(account, dispute);
  return dispute;
}

const word = z.string();
const evidenceFields = {
  access_activity_log: word,
  billing_address: word,
  cancellation_policy: word,
  cancellation_policy_disclosure: word,
  cancellation_rebuttal: word,
  customer_communication: word,
  customer_email_address: word,
  customer_name: word,
  customer_purchase_ip: word,
  customer_signature: word,
  duplicate_charge_documentation: word,
  duplicate_charge_explanation: word,
  duplicate_charge_id: word,
  product_description: word,
  receipt: word,
  refund_policy: word,
  refund_policy_disclosure: word,
  refund_refusal_explanation: word,
  service_date: word,
  service_documentation: word,
  uncategorized_file: word,
  uncategorized_text: word,
} satisfies Partial<Record<keyof Stripe.DisputeUpdateParams.Evidence, z.ZodType>>;

const updateParams = shape<Stripe.DisputeUpdateParams>()({
  evidence: z.strictObject(evidenceFields).partial().optional(),
  intended_submission_method: oneOf("manual", "prefer_manual"),
  metadata,
  submit: flag,
});
const listParams = shape<Stripe.DisputeListParams>()({
  ...paging,
  charge: text,
  created: createdRange,
  payment_intent: text,
});

const EVIDENCE_LENGTH_MAX = 150_000;

function update(call: Call): Stripe.Dispute {
  const { account } = call;
  const dispute = account.get("dispute", call.id);
  const { evidence, submit, metadata: meta } = call.read(updateParams);
  const isWaiting = dispute.status.endsWith("needs_response");
  if (evidence !== undefined && !isWaiting) {
    throw invalid("This dispute can no longer be updated: its evidence was already submitted.");
  }
  const texts = Object.values(evidence ?? {}).filter((value) => value !== undefined);
  if (texts.join("").length > EVIDENCE_LENGTH_MAX) {
    throw invalid("The combined character count of all fields is limited to 150,000.", {
      param: "evidence",
    });
  }
  const isSubmitted = evidence !== undefined && submit !== false;
  const details = dispute.evidence_details;
  account.update<Stripe.Dispute>(
    dispute,
    {
      evidence: { ...dispute.evidence, ...given(evidence ?? {}) },
      evidence_details: {
        ...details,
        has_evidence: details.has_evidence || evidence !== undefined,
        submission_count: details.submission_count + (isSubmitted ? 1 : 0),
      },
      metadata: withMetadata(dispute.metadata, meta),
      ...(isSubmitted
        ? {
            status: dispute.status.startsWith("warning_") ? "warning_under_review" : "under_review",
          }
        : {}),
    },
    "charge.dispute.updated",
  );
  const told = evidence?.uncategorized_text;
  if (isSubmitted && told === "winning_evidence") closeDispute(account, dispute, "won");
  if (isSubmitted && told === "losing_evidence") closeDispute(account, dispute, "lost");
  return dispute;
}

export const disputeRoutes: Route[] = [
  route("GET", "/v1/disputes", (call) => {
    const { charge, created, payment_intent: intent, ...page } = call.read(listParams);
    const found = call.account
      .all("dispute")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (charge === undefined || idOf(one.charge) === charge) &&
          (intent === undefined || idOf(one.payment_intent) === intent),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/disputes/:id", ({ account, id }) => account.get("dispute", id)),
  route("POST", "/v1/disputes/:id", update),
  route("POST", "/v1/disputes/:id/close", ({ account, id }) =>
    closeDispute(account, account.get("dispute", id), "lost"),
  ),
];
