import type { Stripe } from "stripe";
import type { Ctx } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import type { ChainInvoice, GrantLine, PriceTerms } from "./decide-line-grants.ts";
import { readPriceTerms } from "./price-terms.ts";
import { type InvoiceStatus, invoiceStatuses } from "./schema.ts";
import { idOf, idOrNull, listAll, toMs, toMsOrNull } from "./stripe-objects.ts";
import type { invoices } from "./tables.ts";

const LINES_MAX = 500;
const NOTES_MAX = 200;

/** Reasons for which Stripe begins a period: the first invoice, and every renewal. */
const baseReasons = new Set(["subscription_create", "subscription_cycle", "quote_accept"]);

type Row = typeof invoices.$inferSelect;

/** What Stripe says of an invoice itself, without its effects. */
export type InvoiceFacts = Omit<
  Row,
  | "id"
  | "version"
  | "lastAppliedEventAtMs"
  | "workspaceId"
  | "accountId"
  | "decidedAtMs"
  | "returnedMinor"
  | "grantedMicroPt"
  | "takenMicroPt"
>;

export function statusOf({ status }: Stripe.Invoice): InvoiceStatus {
  return invoiceStatuses.find((one) => one === status) ?? "draft";
}

export function subscriptionOf(invoice: Stripe.Invoice): string | null {
  return idOrNull(invoice.parent?.subscription_details?.subscription);
}

/** All lines of an invoice; Stripe's answer carries only the first few. */
export async function listLines(
  ctx: Ctx,
  invoice: Stripe.Invoice,
): Promise<Stripe.InvoiceLineItem[]> {
  if (!invoice.lines.has_more) return invoice.lines.data;
  const stripe = await stripeOf(ctx);
  return await listAll(stripe.invoices.listLineItems(invoice.id, { limit: 100 }), LINES_MAX);
}

/** What credit notes gave back otherwise than by a refund, which is counted with its payment. */
async function creditedMinorOf(ctx: Ctx, invoice: Stripe.Invoice): Promise<number> {
  if (invoice.post_payment_credit_notes_amount === 0) return 0;
  const stripe = await stripeOf(ctx);
  const notes = await listAll(
    stripe.creditNotes.list({ invoice: invoice.id, limit: 100 }),
    NOTES_MAX,
  );
  return notes
    .filter(({ status }) => status === "issued")
    .reduce((sum, { post_payment_amount: amountMinor, refunds }) => {
      const refundedMinor = refunds.reduce((part, one) => part + one.amount_refunded, 0);
      return sum + Math.max(0, amountMinor - refundedMinor);
    }, 0);
}

function taxOf({ total_taxes: taxes }: Stripe.Invoice): number {
  return (taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
}

/** An invoice in our words. The customer is there: an invoice without one is nobody's. */
export async function readInvoice(
  ctx: Ctx,
  invoice: Stripe.Invoice,
  customerId: string,
): Promise<InvoiceFacts> {
  return {
    customerId,
    subscriptionId: subscriptionOf(invoice),
    number: invoice.number,
    status: statusOf(invoice),
    billingReason: invoice.billing_reason,
    currency: invoice.currency,
    totalMinor: invoice.total,
    taxMinor: taxOf(invoice),
    amountDueMinor: invoice.amount_due,
    amountPaidMinor: invoice.amount_paid,
    creditedMinor: await creditedMinorOf(ctx, invoice),
    attempts: invoice.attempt_count,
    nextAttemptAtMs: toMsOrNull(invoice.next_payment_attempt),
    periodStartsAtMs: toMs(invoice.period_start),
    periodEndsAtMs: toMs(invoice.period_end),
    createdAtMs: toMs(invoice.created),
    dueAtMs: toMsOrNull(invoice.due_date),
    paidAtMs: toMsOrNull(invoice.status_transitions.paid_at),
    hostedUrl: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
  };
}

function proratedOf(line: Stripe.InvoiceLineItem) {
  const details =
    line.parent?.subscription_item_details ?? line.parent?.invoice_item_details ?? null;
  return {
    isProration: details?.proration ?? false,
    creditsSomething: (details?.proration_details?.credited_items ?? null) !== null,
    subscriptionId: details?.subscription ?? null,
  };
}

function isFreePeriod(line: Stripe.InvoiceLineItem, terms: PriceTerms | null): boolean {
  const discountMinor = (line.discount_amounts ?? []).reduce((sum, one) => sum + one.amount, 0);
  return line.amount === 0 && discountMinor === 0 && (terms?.unitAmountMinor ?? 0) > 0;
}

async function readLine(ctx: Ctx, line: Stripe.InvoiceLineItem): Promise<GrantLine> {
  const { isProration, creditsSomething, subscriptionId } = proratedOf(line);
  const price = line.pricing?.price_details?.price;
  const terms =
    price === undefined || subscriptionId === null
      ? null
      : await readPriceTerms(ctx, idOf(price), line.currency);
  return {
    id: line.id,
    terms,
    isProration,
    isCredit: line.amount < 0 || (line.amount === 0 && creditsSomething),
    isTrial: !isProration && isFreePeriod(line, terms),
    quantity: line.quantity ?? 1,
    amountMinor: line.amount,
    startsAtMs: toMs(line.period.start),
    endsAtMs: toMs(line.period.end),
  };
}

/** The lines of an invoice as far as PT are concerned. */
export async function readLines(
  ctx: Ctx,
  lines: readonly Stripe.InvoiceLineItem[],
): Promise<GrantLine[]> {
  const read: GrantLine[] = [];
  for (const line of lines) read.push(await readLine(ctx, line));
  return read;
}

/** True when the invoice begins a period of its subscription. */
export function isBaseReason(billingReason: string | null): boolean {
  return billingReason !== null && baseReasons.has(billingReason);
}

/** An invoice as the grants of its period see it. */
export function toChainInvoice(invoice: Stripe.Invoice, lines: GrantLine[]): ChainInvoice {
  return {
    id: invoice.id,
    createdAtMs: toMs(invoice.created),
    status: statusOf(invoice),
    isBase: isBaseReason(invoice.billing_reason),
    isFirst:
      invoice.billing_reason === "subscription_create" || invoice.billing_reason === "quote_accept",
    lines,
  };
}
