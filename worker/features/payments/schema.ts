import { z } from "zod";

/** Currencies that prices and packs have; ISO 4217 in lower case, as Stripe writes them. */
export const currencies = ["usd", "eur", "gbp"] as const;
export type Currency = (typeof currencies)[number];

export const invoiceStatuses = ["draft", "open", "paid", "void", "uncollectible"] as const;
export type InvoiceStatus = (typeof invoiceStatuses)[number];

/** One page of a list; the next one starts after `nextCursor`. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** An invoice. Every `…Minor` is money in the minor unit of `currency`, every `…MicroPt` PT. */
export interface InvoiceView {
  /** Stripe's id. */
  id: string;
  /** The number on the paper; null while it is a draft. */
  number: string | null;
  status: InvoiceStatus;
  /** Why Stripe made it, for example `subscription_cycle`. */
  billingReason: string | null;
  currency: string;
  totalMinor: number;
  taxMinor: number;
  amountDueMinor: number;
  amountPaidMinor: number;
  /** What went back of what was paid, refunds and credit notes together. */
  returnedMinor: number;
  periodStartsAtMs: number;
  periodEndsAtMs: number;
  createdAtMs: number;
  dueAtMs: number | null;
  paidAtMs: number | null;
  /** Pages of Stripe's: to pay and read it, and the PDF. */
  hostedUrl: string | null;
  pdfUrl: string | null;
  /** PT that its lines granted, and what refunds and chargebacks took back of them. */
  grantedMicroPt: number;
  takenMicroPt: number;
}

/** One line of an invoice and what it granted. */
export interface InvoiceLineView {
  id: string;
  description: string;
  amountMinor: number;
  quantity: number;
  proration: boolean;
  startsAtMs: number;
  endsAtMs: number;
  grantedMicroPt: number;
}

export interface InvoiceDetail extends InvoiceView {
  lines: InvoiceLineView[];
  payments: PaymentView[];
}

/** What Stripe will bill next, if nothing changes. */
export interface UpcomingInvoice {
  currency: string;
  totalMinor: number;
  taxMinor: number;
  amountDueMinor: number;
  /** When the card is charged; null when Stripe does not say. */
  dueAtMs: number | null;
  lines: Omit<InvoiceLineView, "id" | "grantedMicroPt">[];
}

export interface PaymentMethodView {
  id: string;
  /** Stripe's type: `card`, `sepa_debit`, `link`, … */
  type: string;
  /** For cards; the bank's or wallet's name otherwise; null when there is none. */
  brand: string | null;
  last4: string | null;
  expMonth: number | null;
  expYear: number | null;
  isDefault: boolean;
  isExpired: boolean;
  /** False for the last one while a subscription runs on it. */
  isRemovable: boolean;
}

export const topupStates = ["pending", "succeeded", "failed", "canceled"] as const;
export type TopupState = (typeof topupStates)[number];
export const topupWays = ["checkout", "saved", "automatic"] as const;
export type TopupWay = (typeof topupWays)[number];

/** A purchase of a pack of PT. */
export interface TopupView {
  id: string;
  packId: string;
  pt: number;
  amountMinor: number;
  currency: string;
  state: TopupState;
  how: TopupWay;
  /** Where the person pays or confirms while it is pending; null when nothing is asked of them. */
  url: string | null;
  /** Why it failed, in Stripe's word, for example `card_declined`; null otherwise. */
  failure: string | null;
  paymentIntentId: string | null;
  refundedMinor: number;
  createdAtMs: number;
  concludedAtMs: number | null;
}

export const autoTopupStops = ["failures", "frozen", "no-payment-method"] as const;
/** Why the product switched the automatic top-up off. */
export type AutoTopupStop = (typeof autoTopupStops)[number];

export interface AutoTopupView {
  enabled: boolean;
  /** Null until it was set up for the first time. */
  thresholdPt: number | null;
  packId: string | null;
  monthlyCapMinor: number | null;
  currency: Currency;
  /** Failed attempts in a row; the third switches it off. */
  failures: number;
  stoppedBecause: AutoTopupStop | null;
  /** Bought or being bought automatically in this calendar month, UTC. */
  spentThisMonthMinor: number;
  /** When the month and its cap begin anew. */
  monthEndsAtMs: number;
}

export const dunningStates = ["grace", "frozen", "recovered", "ended"] as const;
export type DunningState = (typeof dunningStates)[number];

/** A payment that failed and what follows from it. */
export interface DunningView {
  id: string;
  state: DunningState;
  invoiceId: string;
  subscriptionId: string;
  amountMinor: number;
  currency: string;
  openedAtMs: number;
  /** Until then the plan's access goes on; then the workspace is on free limits. */
  graceEndsAtMs: number;
  /** Mails of the case, sent or to come. */
  steps: { step: number; atMs: number; sent: boolean }[];
  hostedUrl: string | null;
}

export const paymentPurposes = ["invoice", "topup", "other"] as const;
export type PaymentPurpose = (typeof paymentPurposes)[number];

/** A payment: one payment intent with what became of its money. */
export interface PaymentView {
  /** Stripe's payment intent. */
  id: string;
  workspaceId: string;
  purpose: PaymentPurpose;
  invoiceId: string | null;
  topupId: string | null;
  /** Stripe's status: `succeeded`, `requires_payment_method`, `processing`, `canceled`, … */
  status: string;
  currency: string;
  amountMinor: number;
  receivedMinor: number;
  refundedMinor: number;
  /** Withdrawn by chargebacks that stand. */
  disputedMinor: number;
  methodBrand: string | null;
  methodLast4: string | null;
  failure: string | null;
  receiptUrl: string | null;
  createdAtMs: number;
}

export const refundReasons = ["requested_by_customer", "duplicate", "fraudulent"] as const;
export type RefundReason = (typeof refundReasons)[number];
export type RefundState = "pending" | "succeeded" | "failed";

/** Money that we gave back. */
export interface RefundView {
  id: string;
  paymentIntentId: string;
  amountMinor: number;
  currency: string;
  state: RefundState;
  reason: RefundReason;
  failure: string | null;
  createdAtMs: number;
}

/** A chargeback: the customer's bank asks for the money back. */
export interface ChargebackView {
  /** Stripe's dispute. */
  id: string;
  workspaceId: string;
  paymentIntentId: string;
  chargeId: string;
  amountMinor: number;
  currency: string;
  reason: string;
  /** Stripe's status: `needs_response`, `under_review`, `won`, `lost`, `warning_…`. */
  status: string;
  openedAtMs: number;
  /** Evidence must be in by then; null when none is asked for. */
  dueAtMs: number | null;
  /** Whether the funds were withdrawn, and whether they came back. Neither is ever unsaid. */
  withdrawn: boolean;
  reinstated: boolean;
  takenMicroPt: number;
  evidenceBuiltAtMs: number | null;
  evidenceSubmittedAtMs: number | null;
}

/** What is handed to the bank: a text for people and the same facts for programs. */
export interface EvidencePack {
  chargebackId: string;
  builtAtMs: number;
  /** Fields of Stripe's dispute evidence, by Stripe's names. */
  fields: Record<string, string>;
  text: string;
  facts: Record<string, unknown>;
}

export const ListInput = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type ListInput = z.input<typeof ListInput>;

export const NewTopup = z.object({
  packId: z.string().min(1).max(40),
  currency: z.enum(currencies).optional(),
  how: z.enum(["checkout", "saved"]),
  /** Made by the caller: the same key buys once. */
  key: z.string().min(1).max(255).optional(),
});
export type NewTopup = z.input<typeof NewTopup>;

/** The cap is in the minor unit of the currency. */
export const AutoTopupInput = z.object({
  enabled: z.boolean(),
  thresholdPt: z.int().min(1).max(1_000_000),
  packId: z.string().min(1).max(40),
  monthlyCapMinor: z.int().min(1).max(100_000_000),
  currency: z.enum(currencies),
});
export type AutoTopupInput = z.input<typeof AutoTopupInput>;

export const PaymentsInput = ListInput.extend({ workspaceId: z.string().max(64).optional() });
export type PaymentsInput = z.input<typeof PaymentsInput>;

export const RefundInput = z.object({
  paymentIntentId: z.string().min(1).max(64),
  /** Absent: everything that has not gone back yet. */
  amountMinor: z.int().min(1).max(10_000_000_000).optional(),
  reason: z.enum(refundReasons),
  comment: z.string().trim().max(500).optional(),
  /** Made by the caller: the same key refunds once. */
  key: z.string().min(1).max(255).optional(),
});
export type RefundInput = z.input<typeof RefundInput>;

export const EvidenceInput = z.object({
  /** Added to what the pack says. */
  comment: z.string().trim().max(5_000).optional(),
  /** Submitted evidence is final; otherwise Stripe only keeps it. */
  submit: z.boolean().default(true),
});
export type EvidenceInput = z.input<typeof EvidenceInput>;
