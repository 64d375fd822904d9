import { and, eq, sql } from "drizzle-orm";
import type { Stripe } from "stripe";
import { invariant } from "#core/assert";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { HOUR_MS } from "#core/time";
import { currentPlan, getPlanVersion } from "#features/plans";
import type { Currency, PlanVersion } from "#features/plans/schema";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { stripeOf } from "#platform/stripe";
import {
  isMissingAtStripe,
  isRefusedByStripe,
  requireAnswer,
  toStripeProblem,
} from "#platform/stripe-problem";
import { asJob, requireBuyer } from "./access.ts";
import { checkoutParams, linesOf } from "./checkout-params.ts";
import { amountOf, extraSeats, seatsFor } from "./decide-change.ts";
import { decideTrialDays } from "./decide-trial.ts";
import { ensureCustomer } from "./ensure-customer.ts";
import { getPromotion } from "./find-promotion.ts";
import { claimIntent, endIntent, endIntentRow, type IntentRow } from "./intents.ts";
import { getBranding } from "./invoice-branding.ts";
import { findLastSubscription, findLivingSubscription } from "./list-subscriptions.ts";
import { type ChangeIntent, StartCheckout } from "./schema.ts";
import { syncCheckoutSession } from "./sync-checkout.ts";
import { syncCustomer } from "./sync-subscription.ts";
import { billingIntents } from "./tables.ts";

const TRIES_MAX = 5;
/** A page that was opened this long ago is not opened again: prices and codes may have changed. */
const REUSE_MS = HOUR_MS;

type Wanted = ReturnType<typeof StartCheckout.parse>;

async function refuseSecond(ctx: Ctx, workspace: WorkspaceRef): Promise<void> {
  const living = await findLivingSubscription(ctx, workspace.id);
  if (living === undefined) return;
  throw new Problem("conflict", {
    detail:
      "This workspace has a subscription already; change it instead: POST /api/v1/billing/change.",
    extensions: { subscriptionId: living.id, href: "/billing/change" },
  });
}

/** The seats that are bought. Refuses more than the plan has. */
export function seatsOf(version: PlanVersion, wanted: number | undefined): number {
  if (wanted !== undefined && wanted > version.seatsMax) {
    const detail = `at most ${version.seatsMax} seats in this plan`;
    throw new Problem("invalid-input", { detail, errors: [{ pointer: "/seats", detail }] });
  }
  return seatsFor(version, wanted ?? version.seatsIncluded);
}

function currencyOf(fixed: Currency | null, wanted: Currency | undefined): Currency {
  if (fixed === null) return wanted ?? "usd";
  if (wanted === undefined || wanted === fixed) return fixed;
  const detail = `this workspace is billed in ${fixed.toUpperCase()}`;
  throw new Problem("invalid-input", { detail, errors: [{ pointer: "/currency", detail }] });
}

async function requestOf(
  ctx: Ctx,
  stripe: Stripe,
  wanted: Wanted,
  customer: { customerId: string; currency: Currency | null },
  workspace: WorkspaceRef,
): Promise<ChangeIntent> {
  const { plan, interval, promotionCode } = wanted;
  const version = await currentPlan(ctx, plan);
  const seats = seatsOf(version, wanted.seats);
  const currency = currencyOf(customer.currency, wanted.currency);
  const amountMinor = amountOf({ version, plan, interval, seats }, currency);
  if (amountMinor === undefined) {
    const detail = "this plan is not for sale like this";
    throw new Problem("invalid-input", { detail, errors: [{ pointer: "/plan", detail }] });
  }
  const last = await findLastSubscription(ctx, workspace.id);
  const request: ChangeIntent = {
    plan,
    planVersionId: version.id,
    interval,
    seats,
    currency,
    trialDays: decideTrialDays(version, last !== undefined),
    locale: ctx.locale,
    origin: ctx.origin,
    customerId: customer.customerId,
  };
  if (promotionCode === undefined) return request;
  const use = {
    customerId: customer.customerId,
    currency,
    amountMinor,
    isFirst: last === undefined,
    nowMs: ctx.clock.now(),
  };
  const promotion = await getPromotion(stripe, promotionCode, use, "/promotionCode");
  return { ...request, promotionCodeId: promotion.id };
}

/** The intent's page at Stripe; however many ask, there is one. */
async function createPage(
  ctx: Ctx,
  stripe: Stripe,
  intent: IntentRow,
): Promise<{ id: string; url: string | null }> {
  const { planVersionId, interval = "month", seats = 1, customerId } = intent.request;
  invariant(planVersionId && customerId, "a checkout says who buys what");
  const version = await getPlanVersion(ctx, planVersionId);
  const lines = await linesOf(ctx, {
    planVersionId,
    interval,
    extra: extraSeats({ version, seats }),
  });
  const params = checkoutParams(intent, {
    customerId,
    lines,
    tax: ctx.settings.stripe?.tax === true,
    branding: await getBranding(ctx),
  });
  return requireAnswer(
    await stripe.checkout.sessions.create(params, { idempotencyKey: intent.id }),
  );
}

/** The address of the intent's page; undefined when another request has closed it meanwhile. */
async function openPage(ctx: Ctx, stripe: Stripe, intent: IntentRow): Promise<string | undefined> {
  if (intent.url !== null) return intent.url;
  const { id, url } = await createPage(ctx, stripe, intent);
  if (url === null) throw new Problem("unavailable");
  const kept = await ctx.db
    .update(billingIntents)
    .set({ stripeObjectId: id, url })
    .where(and(eq(billingIntents.id, intent.id), eq(billingIntents.state, "pending")))
    .returning({ id: billingIntents.id });
  if (kept.length > 0) return url;
  await expirePage(ctx, stripe, id);
  return undefined;
}

async function expirePage(ctx: Ctx, stripe: Stripe, sessionId: string): Promise<void> {
  try {
    await stripe.checkout.sessions.expire(sessionId);
  } catch (cause) {
    if (!isRefusedByStripe(cause)) throw cause;
    await syncCheckoutSession(asJob(ctx), sessionId);
  }
}

/** The page of an intent that has not heard of it: its key finds the one that was made. */
async function findPage(ctx: Ctx, stripe: Stripe, intent: IntentRow): Promise<string | undefined> {
  try {
    return (await createPage(ctx, stripe, intent)).id;
  } catch (cause) {
    if (isRefusedByStripe(cause)) return undefined;
    throw cause;
  }
}

/** Makes another page impossible to pay on, before ours is opened. */
async function closeOther(ctx: Ctx, stripe: Stripe, other: IntentRow): Promise<void> {
  const stillPending = sql`(SELECT ${billingIntents.state} FROM ${billingIntents} WHERE ${billingIntents.id} = ${other.id}) = 'pending'`;
  const known = other.stripeObjectId ?? (await findPage(ctx, stripe, other));
  if (known !== undefined) await expirePage(ctx, stripe, known);
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, stillPending),
      endIntentRow(ctx, other.id, { state: "abandoned", reason: "replaced" }),
      auditRow(ctx, "billing.checkout-replaced", other.id),
    ]);
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
  }
}

async function attempt(ctx: Ctx, stripe: Stripe, wanted: Wanted): Promise<string | undefined> {
  const workspace = requireBuyer(ctx);
  await refuseSecond(ctx, workspace);
  const customer = await ensureCustomer(ctx);
  const request = await requestOf(ctx, stripe, wanted, customer, workspace);
  const claim = await claimIntent(ctx, {
    workspaceId: workspace.id,
    lane: "checkout",
    kind: "checkout",
    request,
  });
  if (claim.kind === "overtaken") return undefined;
  const { intent } = claim;
  if (claim.kind === "busy" || ctx.clock.now() - intent.createdAtMs > REUSE_MS) {
    await closeOther(ctx, stripe, intent);
    return undefined;
  }
  try {
    return await openPage(ctx, stripe, intent);
  } catch (cause) {
    if (!isRefusedByStripe(cause)) throw cause;
    await endIntent(ctx, intent.id, { state: "refused", reason: String(cause) });
    if (!isMissingAtStripe(cause)) throw cause;
    // The customer may have been deleted behind our back; then there is another one next time.
    await syncCustomer(asJob(ctx), customer.customerId);
    return undefined;
  }
}

/**
 * The address of the hosted page on which this workspace buys a plan. Owners and admins only. A
 * workspace has one open page: the same request gets the same page, another closes it first. Refuses a
 * workspace that has a subscription with `conflict`, wrong seats, currency or promotion code with
 * `invalid-input`, and with `not-connected` without Stripe. There is a trial with a workspace's first
 * subscription only. A repeat opens nothing new. https://docs.stripe.com/payments/checkout
 */
export async function startCheckout(ctx: Ctx, input: StartCheckout): Promise<{ url: string }> {
  requireBuyer(ctx);
  const wanted = parseInput(StartCheckout, input);
  const stripe = await stripeOf(ctx);
  try {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const url = await attempt(ctx, stripe, wanted);
      if (url !== undefined) return { url };
    }
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
  throw new Problem("conflict", {
    detail: "This workspace is buying in another window; try again.",
    retryAfterSeconds: 2,
  });
}
