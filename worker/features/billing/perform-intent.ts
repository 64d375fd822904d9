import type { Stripe } from "stripe";
import { invariant } from "#core/assert";
import { SECOND_MS } from "#core/time";
import { getPlanVersion } from "#features/plans";
import type { Ctx } from "#platform/ctx";
import { isRefusedByStripe, requireAnswer } from "#platform/stripe-problem";
import { changedItems, phaseItems } from "./change-items.ts";
import type { Terms } from "./decide-change.ts";
import type { IntentRow } from "./intents.ts";
import { ensureRetentionCoupon } from "./retention-coupon.ts";
import type { IntentKind } from "./schema.ts";
import { isPausedRow, type SubscriptionRow } from "./subscription-row.ts";

/** What came of the calls to Stripe. */
export type StepOutcome =
  | { kind: "done" }
  /** The card asks for more, or failed: the invoice is open, and nothing has changed until it is paid. */
  | { kind: "payment-needed"; invoiceId: string; url: string | null };

export interface Step {
  ctx: Ctx;
  stripe: Stripe;
  intent: IntentRow;
  row: SubscriptionRow;
}

const done: StepOutcome = { kind: "done" };

const keyOf = (intent: IntentRow, step: string) => ({ idempotencyKey: `${intent.id}:${step}` });

async function termsOfIntent(ctx: Ctx, { request }: IntentRow): Promise<Terms> {
  const { plan, planVersionId, interval, seats } = request;
  invariant(plan && planVersionId && interval && seats, "a change says what it leads to");
  return { version: await getPlanVersion(ctx, planVersionId), plan, interval, seats };
}

/** Takes a schedule off its subscription, which goes on as it is. One that is off already stays off. */
async function releaseSchedule({ stripe, intent, row }: Step): Promise<void> {
  if (row.scheduleId === null) return;
  try {
    await stripe.subscriptionSchedules.release(row.scheduleId, {}, keyOf(intent, "release"));
  } catch (cause) {
    if (!isRefusedByStripe(cause)) throw cause;
  }
}

function openInvoiceOf(subscription: Stripe.Subscription): StepOutcome {
  if (subscription.pending_update === null) return done;
  const invoice = subscription.latest_invoice;
  if (invoice === null) return done;
  if (typeof invoice === "string") return { kind: "payment-needed", invoiceId: invoice, url: null };
  return {
    kind: "payment-needed",
    invoiceId: invoice.id,
    url: invoice.hosted_invoice_url ?? null,
  };
}

/**
 * More, now: what is left of the period is billed at once, and the change happens when it is paid.
 * https://docs.stripe.com/billing/subscriptions/pending-updates
 */
async function upgrade(step: Step): Promise<StepOutcome> {
  const { ctx, stripe, intent, row } = step;
  await releaseSchedule(step);
  const items = await changedItems(ctx, row, await termsOfIntent(ctx, intent));
  if (row.status === "trialing") {
    await stripe.subscriptions.update(
      row.id,
      { items, proration_behavior: "none" },
      keyOf(intent, "update"),
    );
    return done;
  }
  const { prorationAtMs } = intent.request;
  invariant(prorationAtMs, "an upgrade says as of when it is prorated");
  const updated = await stripe.subscriptions.update(
    row.id,
    {
      items,
      proration_behavior: "always_invoice",
      proration_date: Math.floor(prorationAtMs / SECOND_MS),
      payment_behavior: "pending_if_incomplete",
      expand: ["latest_invoice"],
    },
    keyOf(intent, "update"),
  );
  return openInvoiceOf(requireAnswer(updated));
}

async function ensureSchedule({ stripe, intent, row }: Step): Promise<Stripe.SubscriptionSchedule> {
  if (row.scheduleId !== null) return await stripe.subscriptionSchedules.retrieve(row.scheduleId);
  return await stripe.subscriptionSchedules.create(
    { from_subscription: row.id },
    keyOf(intent, "schedule"),
  );
}

const discountsOf = (row: SubscriptionRow) =>
  row.discount === null ? {} : { discounts: [{ discount: row.discount.id }] };

/**
 * Less, from the end of the period on: the running phase stays as it is, the next one has the new
 * terms, and then the schedule lets go. https://docs.stripe.com/billing/subscriptions/subscription-schedules
 */
async function downgrade(step: Step): Promise<StepOutcome> {
  const { ctx, stripe, intent, row } = step;
  const schedule = requireAnswer(await ensureSchedule(step));
  const running = schedule.current_phase ?? schedule.phases[0];
  invariant(running, "a schedule made of a subscription has its phase");
  const before: Terms = {
    version: await getPlanVersion(ctx, row.planVersionId),
    plan: row.plan,
    interval: row.interval,
    seats: row.seats,
  };
  const after = await termsOfIntent(ctx, intent);
  await stripe.subscriptionSchedules.update(
    schedule.id,
    {
      end_behavior: "release",
      proration_behavior: "none",
      phases: [
        {
          items: await phaseItems(ctx, before),
          start_date: running.start_date,
          end_date: Math.floor(row.periodEndsAtMs / SECOND_MS),
          ...discountsOf(row),
        },
        {
          items: await phaseItems(ctx, after),
          duration: { interval: after.interval, interval_count: 1 },
          proration_behavior: "none",
          ...discountsOf(row),
        },
      ],
      metadata: { intentId: intent.id },
    },
    keyOf(intent, "phases"),
  );
  return done;
}

/** Subscriptions that give nothing now end at once, others with what was paid for. */
async function cancel(step: Step): Promise<StepOutcome> {
  const { stripe, intent, row } = step;
  await releaseSchedule(step);
  const { reason, comment } = intent.request;
  const details = {
    ...(reason === undefined ? {} : { feedback: reason }),
    ...(comment === undefined || comment === "" ? {} : { comment }),
  };
  const runs = row.status === "active" || row.status === "trialing" || row.status === "past_due";
  const isPaidFor = row.pausedFromMs === null || row.periodStartsAtMs < row.pausedFromMs;
  if (runs && isPaidFor) {
    await stripe.subscriptions.update(
      row.id,
      { cancel_at_period_end: true, cancellation_details: details },
      keyOf(intent, "update"),
    );
    return done;
  }
  await stripe.subscriptions.cancel(
    row.id,
    { cancellation_details: details, invoice_now: false, prorate: false },
    keyOf(intent, "cancel"),
  );
  return done;
}

async function resume({ stripe, intent, row }: Step): Promise<StepOutcome> {
  await stripe.subscriptions.update(
    row.id,
    row.cancelAtPeriodEnd ? { cancel_at_period_end: false } : { cancel_at: "" },
    keyOf(intent, "update"),
  );
  return done;
}

/** https://docs.stripe.com/billing/subscriptions/pause-payment */
async function pause({ stripe, intent, row }: Step): Promise<StepOutcome> {
  const { resumesAtMs } = intent.request;
  invariant(resumesAtMs, "a pause says when it ends");
  await stripe.subscriptions.update(
    row.id,
    {
      pause_collection: { behavior: "void", resumes_at: Math.floor(resumesAtMs / SECOND_MS) },
      ...(row.cancelAtPeriodEnd ? { cancel_at_period_end: false } : {}),
    },
    keyOf(intent, "update"),
  );
  return done;
}

/** Within a period that is not paid for, a new one begins now and is paid. */
async function unpause({ stripe, intent, row }: Step): Promise<StepOutcome> {
  if (isPausedRow(row)) {
    await stripe.subscriptions.update(row.id, { pause_collection: "" }, keyOf(intent, "resume"));
  }
  const isPaidFor = row.pausedFromMs === null || row.periodStartsAtMs < row.pausedFromMs;
  if (isPaidFor) return done;
  const updated = await stripe.subscriptions.update(
    row.id,
    {
      billing_cycle_anchor: { type: "now" },
      proration_behavior: "none",
      payment_behavior: "pending_if_incomplete",
      expand: ["latest_invoice"],
    },
    keyOf(intent, "restart"),
  );
  return openInvoiceOf(requireAnswer(updated));
}

async function discount({ stripe, intent, row }: Step): Promise<StepOutcome> {
  const { promotionCodeId, offerOfPeriodAtMs } = intent.request;
  const added =
    promotionCodeId === undefined
      ? { coupon: await ensureRetentionCoupon(stripe, row.interval) }
      : { promotion_code: promotionCodeId };
  const kept = row.discount === null ? [] : [{ discount: row.discount.id }];
  const staysAfterAll = offerOfPeriodAtMs !== undefined && row.cancelAtPeriodEnd;
  await stripe.subscriptions.update(
    row.id,
    {
      discounts: [...kept, added],
      ...(staysAfterAll ? { cancel_at_period_end: false } : {}),
    },
    keyOf(intent, "update"),
  );
  return done;
}

const steps: Record<Exclude<IntentKind, "checkout">, (step: Step) => Promise<StepOutcome>> = {
  upgrade,
  downgrade,
  unschedule: async (step) => {
    await releaseSchedule(step);
    return done;
  },
  cancel,
  resume,
  pause,
  unpause,
  discount,
};

/**
 * Makes the calls to Stripe that an intent asks for. Every call carries a key made of the intent, so
 * any number of tries, by whoever, have their effect once.
 */
export async function performIntent(step: Step): Promise<StepOutcome> {
  const { kind } = step.intent;
  invariant(kind !== "checkout", "a checkout is performed by people");
  return await steps[kind](step);
}
