import { and, eq, isNull } from "drizzle-orm";
import type { Stripe } from "stripe";
import type { Id } from "#core/ids";
import { MICRO_PER_PT } from "#core/money";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import { findCustomer } from "#features/billing";
import type { Ctx } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import { isRefusedByStripe, isStripeFailure, requireAnswer } from "#platform/stripe-problem";
import { TOPUP_METADATA } from "./bring-in-payment.ts";
import { findDefaultMethod } from "./default-method.ts";
import { endTopup, type TopupRow } from "./follow-topup.ts";
import { idOrNull } from "./stripe-objects.ts";
import { followPayment } from "./sync-payment-intent.ts";
import { topups } from "./tables.ts";
import { takeTax } from "./topup-tax.ts";

/** Stripe keeps the answers to idempotency keys at least so long; later a repeat would buy again. */
const REPEAT_MAX_MS = 23 * HOUR_MS;
/** So long the customer may take to satisfy their bank. */
const CONFIRM_MAX_MS = DAY_MS;
const INTENTS_MAX = 200;

export async function findTopupRow(ctx: Ctx, id: string): Promise<TopupRow | undefined> {
  return await ctx.db
    .select()
    .from(topups)
    .where(eq(topups.id, id as Id<"top">))
    .get();
}

async function update(ctx: Ctx, topup: TopupRow, changed: Partial<TopupRow>): Promise<void> {
  await ctx.db
    .update(topups)
    .set(changed)
    .where(and(eq(topups.id, topup.id), eq(topups.state, "pending")));
}

function nameOf({ grantMicroPt }: TopupRow): string {
  return `${(grantMicroPt / MICRO_PER_PT).toLocaleString("en-US")} PT`;
}

/** Made of the row alone, so that a repeat says the same. */
function sessionParams(
  topup: TopupRow,
  customerId: string,
  tax: boolean,
): Stripe.Checkout.SessionCreateParams {
  const metadata = { [TOPUP_METADATA]: topup.id };
  const { returnUrl, workspaceId, currency, amountMinor } = topup;
  return {
    mode: "payment",
    customer: customerId,
    client_reference_id: workspaceId,
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency,
          unit_amount: amountMinor,
          tax_behavior: "exclusive",
          product_data: { name: nameOf(topup) },
        },
      },
    ],
    success_url: returnUrl,
    cancel_url: returnUrl,
    invoice_creation: { enabled: true, invoice_data: { metadata } },
    payment_intent_data: { metadata, setup_future_usage: "off_session" },
    metadata,
    automatic_tax: { enabled: tax },
    ...(tax ? { customer_update: { address: "auto", name: "auto" } } : {}),
  };
}

async function openPage(ctx: Ctx, topup: TopupRow, customerId: string): Promise<void> {
  const stripe = await stripeOf(ctx);
  const tax = ctx.settings.stripe?.tax === true;
  const asked = await stripe.checkout.sessions.create(sessionParams(topup, customerId, tax), {
    idempotencyKey: topup.id,
  });
  const session = requireAnswer(asked);
  await update(ctx, topup, {
    checkoutSessionId: session.id,
    url: session.url,
    nextCheckAtMs: ctx.clock.now() + DAY_MS,
  });
}

/** The card is chosen once and kept, so that a repeat of the call says the same. */
async function chooseMethod(ctx: Ctx, topup: TopupRow, customerId: string): Promise<string | null> {
  if (topup.paymentMethodId !== null) return topup.paymentMethodId;
  const found = await findDefaultMethod(ctx, customerId);
  if (found === null) return null;
  await ctx.db
    .update(topups)
    .set({ paymentMethodId: found })
    .where(and(eq(topups.id, topup.id), isNull(topups.paymentMethodId)));
  return (await findTopupRow(ctx, topup.id))?.paymentMethodId ?? null;
}

/** The payment intent that a refusal of Stripe's names: a declined one exists all the same. */
function intentOfRefusal(cause: unknown): string | null {
  if (!isStripeFailure(cause) || !("payment_intent" in cause)) return null;
  return idOrNull(cause.payment_intent as { id: string } | undefined);
}

function refusalOf(cause: unknown): string {
  if (!isStripeFailure(cause)) return "refused";
  return cause.decline_code ?? cause.code ?? "refused";
}

/** Made of the row alone, so that a repeat says the same. */
function intentParams(topup: TopupRow, customerId: string): Stripe.PaymentIntentCreateParams {
  const { amountMinor, taxMinor, taxCalculationId: calculation, paymentMethodId } = topup;
  return {
    amount: amountMinor + taxMinor,
    currency: topup.currency,
    customer: customerId,
    ...(paymentMethodId === null ? {} : { payment_method: paymentMethodId }),
    confirm: true,
    description: nameOf(topup),
    metadata: { [TOPUP_METADATA]: topup.id },
    automatic_payment_methods: { enabled: true },
    ...(calculation === null ? {} : { hooks: { inputs: { tax: { calculation } } } }),
    ...(topup.how === "automatic" ? { off_session: true } : { return_url: topup.returnUrl }),
  };
}

async function charge(ctx: Ctx, topup: TopupRow, customerId: string): Promise<void> {
  if ((await chooseMethod(ctx, topup, customerId)) === null) {
    return await endTopup(ctx, topup, { state: "failed", failure: "no_payment_method" });
  }
  try {
    if (!(await takeTax(ctx, topup, customerId))) return;
    const ready = await findTopupRow(ctx, topup.id);
    if (ready?.state !== "pending") return;
    const stripe = await stripeOf(ctx);
    const intent = await stripe.paymentIntents.create(intentParams(ready, customerId), {
      idempotencyKey: topup.id,
    });
    await followPayment(ctx, requireAnswer(intent).id);
  } catch (cause) {
    if (!isRefusedByStripe(cause)) throw cause;
    const intentId = intentOfRefusal(cause);
    if (intentId !== null) await followPayment(ctx, intentId);
    const after = await findTopupRow(ctx, topup.id);
    if (after !== undefined) {
      await endTopup(ctx, after, { state: "failed", failure: refusalOf(cause) });
    }
  }
}

/** A payment intent of the customer that carries our mark: what a lost answer may have left. */
async function findLostIntent(
  ctx: Ctx,
  topup: TopupRow,
  customerId: string,
): Promise<string | undefined> {
  const stripe = await stripeOf(ctx);
  let seen = 0;
  for await (const intent of stripe.paymentIntents.list({ customer: customerId, limit: 100 })) {
    if (intent.metadata[TOPUP_METADATA] === topup.id) return intent.id;
    seen += 1;
    if (seen === INTENTS_MAX) break;
  }
  return undefined;
}

async function begin(ctx: Ctx, topup: TopupRow): Promise<void> {
  const customerId =
    topup.customerId ?? (await findCustomer(ctx, topup.workspaceId))?.customerId ?? null;
  if (customerId === null) {
    return await endTopup(ctx, topup, { state: "failed", failure: "no_payment_method" });
  }
  if (ctx.clock.now() - topup.createdAtMs > REPEAT_MAX_MS) {
    const lost = await findLostIntent(ctx, topup, customerId);
    if (lost !== undefined) await followPayment(ctx, lost);
    const after = await findTopupRow(ctx, topup.id);
    if (after !== undefined) {
      await endTopup(ctx, after, { state: "canceled", failure: "not_started" });
    }
    return;
  }
  if (topup.how === "checkout") return await openPage(ctx, topup, customerId);
  await charge(ctx, topup, customerId);
}

async function followIntent(ctx: Ctx, topup: TopupRow, intentId: string): Promise<void> {
  const payment = await followPayment(ctx, intentId);
  const isWaiting =
    payment?.status === "requires_action" || payment?.status === "requires_confirmation";
  if (isWaiting && ctx.clock.now() - topup.createdAtMs > CONFIRM_MAX_MS) {
    const stripe = await stripeOf(ctx);
    try {
      await stripe.paymentIntents.cancel(intentId, {}, { idempotencyKey: `cancel:${topup.id}` });
    } catch (cause) {
      if (!isRefusedByStripe(cause)) throw cause;
    }
    await followPayment(ctx, intentId);
  }
}

async function followSession(ctx: Ctx, topup: TopupRow, sessionId: string): Promise<void> {
  const session = await (await stripeOf(ctx)).checkout.sessions.retrieve(sessionId);
  const intentId = idOrNull(session.payment_intent);
  if (intentId !== null) await followPayment(ctx, intentId);
  const after = await findTopupRow(ctx, topup.id);
  if (after !== undefined && session.status === "expired") {
    await endTopup(ctx, after, { state: "canceled", failure: "expired" });
  }
}

/**
 * Takes a pending top-up one step further: asks Stripe for the page or the payment, or looks what has
 * become of it. Its row was written before, and Stripe is asked under the row's id: repeats, crashes
 * and several at once lead to one payment. Does nothing for a top-up that has ended.
 */
export async function performTopup(ctx: Ctx, id: string): Promise<void> {
  const topup = await findTopupRow(ctx, id);
  if (topup?.state !== "pending") return;
  await update(ctx, topup, { nextCheckAtMs: ctx.clock.now() + 5 * MINUTE_MS });
  if (topup.paymentIntentId !== null) await followIntent(ctx, topup, topup.paymentIntentId);
  else if (topup.checkoutSessionId !== null) {
    await followSession(ctx, topup, topup.checkoutSessionId);
  } else await begin(ctx, topup);
  const after = await findTopupRow(ctx, id);
  if (after?.state !== "pending" || after.checkoutSessionId !== null) return;
  await update(ctx, after, { nextCheckAtMs: ctx.clock.now() + HOUR_MS });
}
