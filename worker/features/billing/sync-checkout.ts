import { eq } from "drizzle-orm";
import type { Stripe } from "stripe";
import { isId, type WorkspaceId } from "#core/ids";
import { Problem } from "#core/problem";
import { requireOperator, requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { type SyncHint, stripeOf } from "#platform/stripe";
import { isMissingAtStripe, requireAnswer, toStripeProblem } from "#platform/stripe-problem";
import { asJob } from "./access.ts";
import { endIntentRow } from "./intents.ts";
import { syncCustomerOnly } from "./sync-customer.ts";
import { syncSubscription } from "./sync-subscription.ts";
import { billingIntents } from "./tables.ts";

/** What came of a visit to a hosted page. */
export interface CheckoutOutcome {
  mode: "payment" | "setup" | "subscription";
  /** The page was finished; money may still be on its way. */
  complete: boolean;
  /** Nothing more is to be paid for it. */
  paid: boolean;
  workspaceId: WorkspaceId | null;
  subscriptionId: string | null;
  invoiceId: string | null;
  paymentIntentId: string | null;
}

const idOf = (one: string | { id: string } | null | undefined) =>
  one === null || one === undefined ? null : typeof one === "string" ? one : one.id;

function modeOf(mode: string): CheckoutOutcome["mode"] {
  return mode === "payment" || mode === "setup" ? mode : "subscription";
}

async function fetchSession(
  stripe: Stripe,
  id: string,
): Promise<Stripe.Checkout.Session | undefined> {
  try {
    return requireAnswer(await stripe.checkout.sessions.retrieve(id));
  } catch (cause) {
    if (isMissingAtStripe(cause)) return undefined;
    throw cause;
  }
}

function outcomeOf(session: Stripe.Checkout.Session): CheckoutOutcome {
  const workspaceId = session.client_reference_id;
  return {
    mode: modeOf(session.mode),
    complete: session.status === "complete",
    paid: session.payment_status !== "unpaid",
    workspaceId: isId("ws", workspaceId) ? workspaceId : null,
    subscriptionId: idOf(session.subscription),
    invoiceId: idOf(session.invoice),
    paymentIntentId: idOf(session.payment_intent),
  };
}

async function endIntentOf(ctx: Ctx, session: Stripe.Checkout.Session): Promise<void> {
  if (session.status === "open") return;
  const { intentId } = session.metadata ?? {};
  if (!isId("bint", intentId)) return;
  const intent = await ctx.db
    .select({ id: billingIntents.id, state: billingIntents.state })
    .from(billingIntents)
    .where(eq(billingIntents.id, intentId))
    .get();
  if (intent?.state !== "pending") return;
  const state = session.status === "complete" ? "done" : "abandoned";
  await runBatch(ctx.db, [endIntentRow(ctx, intentId, { state, stripeObjectId: session.id })]);
}

async function apply(ctx: Ctx, session: Stripe.Checkout.Session): Promise<CheckoutOutcome> {
  const outcome = outcomeOf(session);
  const customerId = idOf(session.customer);
  // The page may have asked for a name, an address or a tax id.
  if (outcome.complete && customerId !== null) await syncCustomerOnly(ctx, customerId);
  if (outcome.complete && outcome.subscriptionId !== null) {
    await syncSubscription(ctx, outcome.subscriptionId);
  }
  await endIntentOf(ctx, session);
  return outcome;
}

/**
 * Brings in what came of a hosted page: the customer's details, the subscription that was bought, the
 * end of the request that opened the page. For payments it answers the payment intent and leaves it to
 * them. Only the operator and jobs may. Safe to repeat and in any order. Undefined for a page that
 * Stripe no longer has.
 */
export async function syncCheckoutSession(
  ctx: Ctx,
  id: string,
  _hint?: SyncHint,
): Promise<CheckoutOutcome | undefined> {
  requireOperator(ctx);
  const session = await fetchSession(await stripeOf(ctx), id);
  return session === undefined ? undefined : await apply(ctx, session);
}

/**
 * What came of the hosted page from which someone returns, without waiting for a webhook. Another
 * workspace's page is `not-found`. Safe to repeat.
 */
export async function concludeCheckout(ctx: Ctx, sessionId: string): Promise<CheckoutOutcome> {
  const workspace = requirePermission(ctx, "billing.write");
  const stripe = await stripeOf(ctx);
  try {
    const session = await fetchSession(stripe, sessionId);
    if (session === undefined || session.client_reference_id !== workspace.id) {
      throw new Problem("not-found", { detail: "There is no such checkout." });
    }
    return await apply(asJob(ctx), session);
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
}
