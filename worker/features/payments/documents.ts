import { z } from "zod";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import {
  type AutoTopupView,
  autoTopupStops,
  currencies,
  dunningStates,
  type DunningView,
  type InvoiceDetail,
  type InvoiceLineView,
  invoiceStatuses,
  type InvoiceView,
  type PaymentMethodView,
  paymentPurposes,
  type PaymentView,
  topupStates,
  topupWays,
  type TopupView,
  type UpcomingInvoice,
} from "./schema.ts";

const Time = z.iso.datetime().max(40);
const Pt = z.string().max(40);
const Id = z.string().max(100);
const Text = z.string().max(500);
const Url = z.string().max(2_000);

/** Money as the API carries it. */
export const PaidMoney = z
  .object({
    amountMinor: z.int().meta({ description: "In the currency's minor unit" }),
    currency: z.string().length(3).meta({ description: "ISO 4217 in lower case" }),
  })
  .meta({ id: "PaidMoney" });

export const isoOrNull = (atMs: number | null) => (atMs === null ? null : toIso(atMs));
const moneyIn = (currency: string) => (amountMinor: number) => ({ amountMinor, currency });

export const InvoiceDocument = z
  .object({
    id: Id,
    number: z.string().max(100).nullable(),
    status: z.enum(invoiceStatuses),
    billingReason: z.string().max(60).nullable(),
    total: PaidMoney,
    tax: PaidMoney,
    due: PaidMoney,
    paid: PaidMoney,
    returned: PaidMoney.meta({ description: "Refunds and credit notes together" }),
    periodStartsAt: Time,
    periodEndsAt: Time,
    createdAt: Time,
    dueAt: Time.nullable(),
    paidAt: Time.nullable(),
    hostedUrl: Url.nullable().meta({ description: "Stripe's page to read and to pay it" }),
    pdfUrl: Url.nullable(),
    grantedPt: Pt,
    grantedMicroPt: Pt,
    takenPt: Pt.meta({ description: "What refunds and chargebacks took back" }),
    takenMicroPt: Pt,
  })
  .meta({ id: "Invoice" });

export function toInvoiceDocument(view: InvoiceView): z.infer<typeof InvoiceDocument> {
  const money = moneyIn(view.currency);
  return {
    id: view.id,
    number: view.number,
    status: view.status,
    billingReason: view.billingReason,
    total: money(view.totalMinor),
    tax: money(view.taxMinor),
    due: money(view.amountDueMinor),
    paid: money(view.amountPaidMinor),
    returned: money(view.returnedMinor),
    periodStartsAt: toIso(view.periodStartsAtMs),
    periodEndsAt: toIso(view.periodEndsAtMs),
    createdAt: toIso(view.createdAtMs),
    dueAt: isoOrNull(view.dueAtMs),
    paidAt: isoOrNull(view.paidAtMs),
    hostedUrl: view.hostedUrl,
    pdfUrl: view.pdfUrl,
    grantedPt: microToPt(view.grantedMicroPt),
    grantedMicroPt: String(view.grantedMicroPt),
    takenPt: microToPt(view.takenMicroPt),
    takenMicroPt: String(view.takenMicroPt),
  };
}

const UpcomingLineDocument = z.object({
  description: Text,
  amount: PaidMoney,
  quantity: z.int().min(0).max(1_000_000),
  proration: z.boolean(),
  startsAt: Time,
  endsAt: Time,
});

const InvoiceLineDocument = UpcomingLineDocument.extend({ id: Id, grantedPt: Pt }).meta({
  id: "InvoiceLine",
});

type UpcomingLine = Omit<InvoiceLineView, "id" | "grantedMicroPt">;

function toUpcomingLine(line: UpcomingLine, currency: string) {
  return {
    description: line.description.slice(0, 500),
    amount: moneyIn(currency)(line.amountMinor),
    quantity: line.quantity,
    proration: line.proration,
    startsAt: toIso(line.startsAtMs),
    endsAt: toIso(line.endsAtMs),
  };
}

export const PaymentDocument = z
  .object({
    id: Id,
    workspaceId: Id,
    purpose: z.enum(paymentPurposes),
    invoiceId: Id.nullable(),
    topupId: Id.nullable(),
    status: z.string().max(60),
    amount: PaidMoney,
    received: PaidMoney,
    refunded: PaidMoney,
    disputed: PaidMoney.meta({ description: "Withdrawn by chargebacks that stand" }),
    methodBrand: z.string().max(60).nullable(),
    methodLast4: z.string().max(10).nullable(),
    failure: z.string().max(100).nullable(),
    receiptUrl: Url.nullable(),
    createdAt: Time,
  })
  .meta({ id: "Payment" });

export function toPaymentDocument(view: PaymentView): z.infer<typeof PaymentDocument> {
  const money = moneyIn(view.currency);
  return {
    id: view.id,
    workspaceId: view.workspaceId,
    purpose: view.purpose,
    invoiceId: view.invoiceId,
    topupId: view.topupId,
    status: view.status,
    amount: money(view.amountMinor),
    received: money(view.receivedMinor),
    refunded: money(view.refundedMinor),
    disputed: money(view.disputedMinor),
    methodBrand: view.methodBrand,
    methodLast4: view.methodLast4,
    failure: view.failure,
    receiptUrl: view.receiptUrl,
    createdAt: toIso(view.createdAtMs),
  };
}

export const InvoiceDetailDocument = InvoiceDocument.extend({
  lines: z.array(InvoiceLineDocument).max(1_000),
  payments: z.array(PaymentDocument).max(100),
}).meta({ id: "InvoiceWithLines" });

export function toDetailDocument(view: InvoiceDetail): z.infer<typeof InvoiceDetailDocument> {
  const lines = view.lines.map((line) =>
    Object.assign(toUpcomingLine(line, view.currency), {
      id: line.id,
      grantedPt: microToPt(line.grantedMicroPt),
    }),
  );
  return { ...toInvoiceDocument(view), lines, payments: view.payments.map(toPaymentDocument) };
}

export const UpcomingDocument = z
  .object({
    total: PaidMoney,
    tax: PaidMoney,
    due: PaidMoney,
    dueAt: Time.nullable(),
    lines: z.array(UpcomingLineDocument).max(1_000),
  })
  .meta({ id: "UpcomingInvoice" });

export function toUpcomingDocument(view: UpcomingInvoice): z.infer<typeof UpcomingDocument> {
  const money = moneyIn(view.currency);
  return {
    total: money(view.totalMinor),
    tax: money(view.taxMinor),
    due: money(view.amountDueMinor),
    dueAt: isoOrNull(view.dueAtMs),
    lines: view.lines.map((line) => toUpcomingLine(line, view.currency)),
  };
}

export const MethodDocument = z
  .object({
    id: Id,
    type: z.string().max(60),
    brand: z.string().max(60).nullable(),
    last4: z.string().max(10).nullable(),
    expMonth: z.int().min(1).max(12).nullable(),
    expYear: z.int().min(2000).max(9999).nullable(),
    isDefault: z.boolean(),
    isExpired: z.boolean(),
    isRemovable: z.boolean(),
  })
  .meta({ id: "PaymentMethod" });

export function toMethodDocument(view: PaymentMethodView): z.infer<typeof MethodDocument> {
  return { ...view };
}

export const TopupDocument = z
  .object({
    id: Id,
    packId: z.string().max(40),
    pt: z.int().min(1),
    amount: PaidMoney,
    state: z.enum(topupStates),
    how: z.enum(topupWays),
    url: Url.nullable().meta({ description: "Where to pay or confirm while it is pending" }),
    failure: z.string().max(100).nullable(),
    paymentId: Id.nullable(),
    refunded: PaidMoney,
    createdAt: Time,
    concludedAt: Time.nullable(),
  })
  .meta({ id: "Topup" });

export function toTopupDocument(view: TopupView): z.infer<typeof TopupDocument> {
  const money = moneyIn(view.currency);
  return {
    id: view.id,
    packId: view.packId,
    pt: view.pt,
    amount: money(view.amountMinor),
    state: view.state,
    how: view.how,
    url: view.url,
    failure: view.failure,
    paymentId: view.paymentIntentId,
    refunded: money(view.refundedMinor),
    createdAt: toIso(view.createdAtMs),
    concludedAt: isoOrNull(view.concludedAtMs),
  };
}

export const AutoTopupDocument = z
  .object({
    enabled: z.boolean(),
    thresholdPt: z.int().min(1).nullable(),
    packId: z.string().max(40).nullable(),
    monthlyCapMinor: z.int().min(1).nullable(),
    currency: z.enum(currencies),
    failures: z.int().min(0),
    stoppedBecause: z.enum(autoTopupStops).nullable(),
    spentThisMonthMinor: z.int().min(0),
    monthEndsAt: Time,
  })
  .meta({ id: "AutoTopup" });

export function toAutoDocument(view: AutoTopupView): z.infer<typeof AutoTopupDocument> {
  const { monthEndsAtMs, ...rest } = view;
  return { ...rest, monthEndsAt: toIso(monthEndsAtMs) };
}

const DunningCaseDocument = z.object({
  id: Id,
  state: z.enum(dunningStates),
  invoiceId: Id,
  subscriptionId: Id,
  due: PaidMoney,
  openedAt: Time,
  graceEndsAt: Time,
  steps: z.array(z.object({ step: z.int().min(1).max(10), at: Time, sent: z.boolean() })).max(10),
  hostedUrl: Url.nullable(),
});

export const DunningDocument = z
  .object({ case: DunningCaseDocument.nullable() })
  .meta({ id: "Dunning" });

export function toDunningDocument(view: DunningView | null): z.infer<typeof DunningDocument> {
  if (view === null) return { case: null };
  const { amountMinor, currency, openedAtMs, graceEndsAtMs, steps, ...rest } = view;
  return {
    case: {
      ...rest,
      due: { amountMinor, currency },
      openedAt: toIso(openedAtMs),
      graceEndsAt: toIso(graceEndsAtMs),
      steps: steps.map(({ step, atMs, sent }) => ({ step, at: toIso(atMs), sent })),
    },
  };
}
