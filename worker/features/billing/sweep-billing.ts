import { and, eq, gt, inArray, isNotNull, isNull, lt, lte, or, sql } from "drizzle-orm";
import { DAY_MS, HOUR_MS } from "#core/time";
import { listBillingContacts, requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { isStripeConnected, stripeOf } from "#platform/stripe";
import { isMissingAtStripe } from "#platform/stripe-problem";
import { isProblem } from "#core/problem";
import { livingStatuses } from "./decide-state.ts";
import { QUOTE_TTL_MS } from "./decide-quote.ts";
import { applyBranding } from "./ensure-customer.ts";
import type { CustomerRow } from "./find-customer.ts";
import type { SubscriptionRow } from "./subscription-row.ts";
import { endIntent, INTENT_LEFT_AFTER_MS, type IntentRow } from "./intents.ts";
import { getBranding } from "./invoice-branding.ts";
import { finishIntent } from "./run-intent.ts";
import { syncCheckoutSession } from "./sync-checkout.ts";
import { syncCustomer, syncSubscription } from "./sync-subscription.ts";
import { billingCustomers, billingIntents, subscriptions } from "./tables.ts";
import { changeRows } from "./transition-rows.ts";

const SWEEP_MAX = 50;
/** A period that ended this long ago should have been heard of. */
const OVERDUE_MS = 2 * HOUR_MS;
/** Hosted pages are open for a day. https://docs.stripe.com/api/checkout/sessions/create */
const PAGE_TTL_MS = DAY_MS;
const TRIAL_REMINDER_MS = 3 * DAY_MS;

export interface BillingSweep {
  finished: number;
  looked: number;
  reminded: number;
  branded: number;
  failed: number;
}

async function listLeft(ctx: Ctx): Promise<IntentRow[]> {
  return await ctx.db
    .select()
    .from(billingIntents)
    .where(
      and(
        eq(billingIntents.state, "pending"),
        lt(billingIntents.createdAtMs, ctx.clock.now() - INTENT_LEFT_AFTER_MS),
      ),
    )
    .limit(SWEEP_MAX);
}

/** An agreed amount does not hold for ever: what was not charged by then is not charged any more. */
async function finishLeft(ctx: Ctx, intent: IntentRow): Promise<void> {
  const ageMs = ctx.clock.now() - intent.createdAtMs;
  if (intent.kind === "checkout") {
    if (intent.stripeObjectId !== null) await syncCheckoutSession(ctx, intent.stripeObjectId);
    if (ageMs > PAGE_TTL_MS) await endIntent(ctx, intent.id, { state: "abandoned" });
    return;
  }
  if (intent.kind === "upgrade" && ageMs > QUOTE_TTL_MS) {
    if (intent.subscriptionId !== null) await syncSubscription(ctx, intent.subscriptionId);
    return await endIntent(ctx, intent.id, { state: "abandoned", reason: "too-old" });
  }
  await finishIntent(ctx, intent);
}

/** Subscriptions whose period is over without our having heard, and duplicates that still live. */
async function listUnheard(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db
    .select({ id: subscriptions.id })
    .from(subscriptions)
    .where(
      and(
        inArray(subscriptions.status, livingStatuses),
        or(
          lt(subscriptions.periodEndsAtMs, ctx.clock.now() - OVERDUE_MS),
          isNotNull(subscriptions.duplicateOf),
        ),
        lt(subscriptions.syncedAtMs, ctx.clock.now() - HOUR_MS),
      ),
    )
    .limit(SWEEP_MAX);
  return rows.map(({ id }) => id);
}

async function listTrialsThatEnd(ctx: Ctx): Promise<SubscriptionRow[]> {
  const now = ctx.clock.now();
  return await ctx.db
    .select()
    .from(subscriptions)
    .where(
      and(
        eq(subscriptions.status, "trialing"),
        isNull(subscriptions.trialReminderAtMs),
        isNull(subscriptions.cancelAtMs),
        gt(subscriptions.trialEndsAtMs, now),
        lte(subscriptions.trialEndsAtMs, now + TRIAL_REMINDER_MS),
      ),
    )
    .limit(SWEEP_MAX);
}

/** Tells people three days ahead that a trial becomes a paid plan. */
async function remindOfTrial(ctx: Ctx, row: SubscriptionRow): Promise<void> {
  const contacts = await listBillingContacts(ctx, row.workspaceId);
  const key = `plan-changed:${row.id}:trial-ending`;
  const asRead = sql`(SELECT ${subscriptions.version} FROM ${subscriptions} WHERE ${subscriptions.id} = ${row.id}) = ${row.version}`;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, asRead),
      ctx.db
        .update(subscriptions)
        .set({ trialReminderAtMs: ctx.clock.now(), version: row.version + 1 })
        .where(eq(subscriptions.id, row.id)),
      ...(await changeRows(ctx, row, { change: "trial-ending", key }, contacts)),
    ]);
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
  }
}

/** Customers who carry an older branding of invoices than the current one. */
async function listUnbranded(ctx: Ctx): Promise<CustomerRow[]> {
  const { version } = await getBranding(ctx);
  return await ctx.db
    .select()
    .from(billingCustomers)
    .where(
      and(
        lt(billingCustomers.brandingVersion, version),
        isNotNull(billingCustomers.stripeCustomerId),
        isNull(billingCustomers.deletedAtMs),
      ),
    )
    .limit(SWEEP_MAX);
}

async function brand(ctx: Ctx, row: CustomerRow): Promise<void> {
  try {
    await applyBranding(ctx, await stripeOf(ctx), row);
  } catch (cause) {
    if (!isMissingAtStripe(cause) || row.stripeCustomerId === null) throw cause;
    await syncCustomer(ctx, row.stripeCustomerId);
  }
}

/**
 * Finishes what requests left pending, looks at subscriptions whose period ended unheard, reminds of
 * trials that end, and signs invoices of customers who carry an older branding. Only the operator and
 * jobs may. At most 50 of each; safe to repeat and to run twice at once. Nothing without Stripe.
 */
export async function sweepBilling(ctx: Ctx): Promise<BillingSweep> {
  requireOperator(ctx);
  const sweep: BillingSweep = { finished: 0, looked: 0, reminded: 0, branded: 0, failed: 0 };
  if (!isStripeConnected(ctx)) return sweep;
  const attempt = async (
    name: Exclude<keyof BillingSweep, "failed">,
    id: string,
    work: Promise<void>,
  ) => {
    try {
      await work;
      sweep[name] += 1;
    } catch (cause) {
      // What Stripe refuses is closed by then; anything else is tried again in five minutes.
      if (isProblem(cause) && cause.slug !== "unavailable") sweep[name] += 1;
      else {
        sweep.failed += 1;
        ctx.log.error("billing.sweep-failed", cause, { id });
      }
    }
  };
  for (const intent of await listLeft(ctx)) {
    await attempt("finished", intent.id, finishLeft(ctx, intent));
  }
  for (const id of await listUnheard(ctx)) await attempt("looked", id, syncSubscription(ctx, id));
  for (const row of await listTrialsThatEnd(ctx)) {
    await attempt("reminded", row.id, remindOfTrial(ctx, row));
  }
  for (const row of await listUnbranded(ctx)) {
    await attempt("branded", row.workspaceId, brand(ctx, row));
  }
  return sweep;
}
