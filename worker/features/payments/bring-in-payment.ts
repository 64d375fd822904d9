import { eq, sql } from "drizzle-orm";
import type { Stripe } from "stripe";
import { isId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { guardRow, runBatch } from "#platform/db";
import { stripeOf, type SyncHint } from "#platform/stripe";
import { getOwner, type Owner } from "./find-owner.ts";
import { fetchObject, idOrNull, isKnown, snapshotOf, toMs } from "./stripe-objects.ts";
import { swap } from "./swap.ts";
import { payments, topups } from "./tables.ts";

/** In a payment intent's and a checkout session's metadata: our top-up. */
export const TOPUP_METADATA = "topup_id";

export type PaymentRow = typeof payments.$inferSelect;
type Topup = typeof topups.$inferSelect;

export interface BroughtPayment {
  row: PaymentRow;
  /** Where the customer's bank wants to see them. */
  confirmUrl: string | null;
}

export async function findPaymentRow(ctx: Ctx, id: string): Promise<PaymentRow | undefined> {
  return await ctx.db.select().from(payments).where(eq(payments.id, id)).get();
}

async function findTopup(ctx: Ctx, intent: Stripe.PaymentIntent): Promise<Topup | undefined> {
  const topupId = intent.metadata[TOPUP_METADATA];
  if (!isId("top", topupId)) return undefined;
  return await ctx.db.select().from(topups).where(eq(topups.id, topupId)).get();
}

/** The invoice that a payment intent pays. Stripe links them by an object of its own. */
async function findInvoiceId(ctx: Ctx, intentId: string): Promise<string | null> {
  const stripe = await stripeOf(ctx);
  const { data } = await stripe.invoicePayments.list({
    payment: { type: "payment_intent", payment_intent: intentId },
    limit: 1,
  });
  return idOrNull(data[0]?.invoice);
}

function chargeOf({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.Charge | undefined {
  return charge === null || typeof charge === "string" ? undefined : charge;
}

function cardOf(charge: Stripe.Charge | undefined) {
  const details = charge?.payment_method_details ?? null;
  return {
    methodBrand: details?.card?.brand ?? details?.type ?? null,
    methodLast4: details?.card?.last4 ?? null,
  };
}

/** A payment in our words, without what it is for. */
function readPayment(intent: Stripe.PaymentIntent) {
  const charge = chargeOf(intent);
  const error = intent.last_payment_error;
  const succeeded = intent.status === "succeeded";
  return {
    customerId: idOrNull(intent.customer),
    chargeId: charge?.id ?? idOrNull(intent.latest_charge),
    status: intent.status,
    currency: intent.currency,
    amountMinor: intent.amount,
    receivedMinor: intent.amount_received,
    refundedMinor: charge?.amount_refunded ?? 0,
    ...cardOf(charge),
    failure: succeeded ? null : (error?.decline_code ?? error?.code ?? null),
    receiptUrl: charge?.receipt_url ?? null,
    createdAtMs: toMs(intent.created),
  };
}

async function ownerOf(
  ctx: Ctx,
  intent: Stripe.PaymentIntent,
  topup: Topup | undefined,
): Promise<Owner | undefined> {
  if (topup !== undefined) {
    return { workspaceId: topup.workspaceId, accountId: topup.accountId };
  }
  const customerId = idOrNull(intent.customer);
  return customerId === null ? undefined : await getOwner(ctx, customerId);
}

/** What it is for; decided once, by Stripe's link or by our own mark. */
async function purposeOf(
  ctx: Ctx,
  intent: Stripe.PaymentIntent,
  topup: Topup | undefined,
): Promise<Pick<PaymentRow, "purpose" | "invoiceId" | "topupId">> {
  // Stripe's page writes an invoice for a top-up too; what we charge ourselves has a receipt only.
  const mayHaveInvoice = topup === undefined || topup.how === "checkout";
  const invoiceId = mayHaveInvoice ? await findInvoiceId(ctx, intent.id) : null;
  if (topup !== undefined) return { purpose: "topup", invoiceId, topupId: topup.id };
  return { purpose: invoiceId === null ? "other" : "invoice", invoiceId, topupId: null };
}

async function retrieve(ctx: Ctx, id: string): Promise<Stripe.PaymentIntent | undefined> {
  const stripe = await stripeOf(ctx);
  return await fetchObject<Stripe.PaymentIntent>("payment_intent", id, () =>
    stripe.paymentIntents.retrieve(id, { expand: ["latest_charge"] }),
  );
}

function confirmUrlOf(intent: Stripe.PaymentIntent): string | null {
  if (intent.status !== "requires_action") return null;
  return intent.next_action?.redirect_to_url?.url ?? null;
}

async function bringInOnce(
  ctx: Ctx,
  id: string,
  hint: SyncHint | undefined,
): Promise<BroughtPayment | undefined> {
  const known = await findPaymentRow(ctx, id);
  const appliedAtMs = known?.lastAppliedEventAtMs ?? 0;
  const intent =
    (await retrieve(ctx, id)) ??
    snapshotOf<Stripe.PaymentIntent>("payment_intent", id, hint, appliedAtMs);
  if (intent === undefined) {
    return known === undefined ? undefined : { row: known, confirmUrl: null };
  }
  const topup = await findTopup(ctx, intent);
  const owner = known ?? (await ownerOf(ctx, intent, topup));
  // A payment that neither names a customer nor is one of ours has nobody's PT behind it.
  if (owner === undefined) return undefined;
  const { workspaceId, accountId } = owner;
  const purpose =
    known === undefined || known.purpose === "other" ? await purposeOf(ctx, intent, topup) : {};
  const lastAppliedEventAtMs = Math.max(appliedAtMs, hint?.eventCreatedAtMs ?? 0);
  const facts = { ...readPayment(intent), lastAppliedEventAtMs, ...purpose };
  if (known === undefined || !isKnown<PaymentRow>(known, facts)) {
    const version = known?.version ?? 0;
    const found = sql`(SELECT ${payments.version} FROM ${payments} WHERE ${payments.id} = ${id})`;
    const none = { purpose: "other" as const, invoiceId: null, topupId: null };
    const row = { id, workspaceId, accountId, ...none, ...facts, version: version + 1 };
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`COALESCE(${found}, 0) = ${version}`),
      ctx.db
        .insert(payments)
        .values(row)
        .onConflictDoUpdate({ target: payments.id, set: { ...facts, version: version + 1 } }),
    ]);
  }
  const row = await findPaymentRow(ctx, id);
  return row === undefined ? undefined : { row, confirmUrl: confirmUrlOf(intent) };
}

/**
 * Copies a payment intent from Stripe as it is now, with its charge and what it is for, without its
 * effects; undefined for what is not ours. The copy never goes back to an older state.
 */
export async function bringInPayment(
  ctx: Ctx,
  id: string,
  hint?: SyncHint,
): Promise<BroughtPayment | undefined> {
  return await swap(async () => await bringInOnce(ctx, id, hint));
}
