import type { Stripe } from "stripe";
import type { Id } from "#core/ids";
import { findPriceTerms, getPlanVersion } from "#features/plans";
import { currencies, type Currency, type Interval } from "#features/plans/schema";
import type { Ctx } from "#platform/ctx";
import { SECOND_MS } from "#core/time";
import { amountOf, type Terms } from "./decide-change.ts";
import { RETENTION_METADATA } from "./retention-coupon.ts";
import {
  type PaidPlan,
  paidPlans,
  type SubscriptionDiscount,
  type SubscriptionStatus,
  subscriptionStatuses,
} from "./schema.ts";

/** What is asked for along with a subscription, so that one answer says everything. */
export const SUBSCRIPTION_EXPAND = [
  "schedule",
  "discounts",
  "discounts.source.coupon",
  "latest_invoice",
];

/** A subscription as Stripe had it at one instant, in our words. */
export interface SubscriptionFacts {
  id: string;
  stripeCustomerId: string;
  plan: PaidPlan;
  planVersionId: Id<"plan">;
  interval: Interval;
  seats: number;
  currency: Currency;
  amountMinor: number;
  planItemId: string;
  seatItemId: string | null;
  status: SubscriptionStatus;
  periodStartsAtMs: number;
  periodEndsAtMs: number;
  trialEndsAtMs: number | null;
  cancelAtPeriodEnd: boolean;
  cancelAtMs: number | null;
  endedAtMs: number | null;
  isPaused: boolean;
  pausedUntilMs: number | null;
  scheduleId: string | null;
  scheduled: {
    plan: PaidPlan;
    planVersionId: Id<"plan">;
    interval: Interval;
    seats: number;
    atMs: number;
  } | null;
  discount: SubscriptionDiscount | null;
  latestInvoiceId: string | null;
  isPeriodVoid: boolean;
  createdAtMs: number;
}

const toMs = (seconds: number) => seconds * SECOND_MS;
const toMsOrNull = (seconds: number | null | undefined) =>
  seconds === null || seconds === undefined ? null : toMs(seconds);

const idOf = (one: string | { id: string }) => (typeof one === "string" ? one : one.id);

interface PricedItem {
  id: string;
  price: string;
  quantity: number;
}

interface ReadItems extends Terms {
  planItemId: string;
  seatItemId: string | null;
}

function isPaidPlan(plan: string): plan is PaidPlan {
  return (paidPlans as readonly string[]).includes(plan);
}

/** The plan and seats that priced items stand for; undefined when they are not of our prices. */
async function readItems(ctx: Ctx, items: PricedItem[]): Promise<ReadItems | undefined> {
  let base: Omit<ReadItems, "seats" | "seatItemId"> | undefined;
  let seat: { id: string; quantity: number } | undefined;
  for (const item of items) {
    const terms = await findPriceTerms(ctx, item.price);
    if (terms === undefined || !isPaidPlan(terms.plan)) return undefined;
    if (terms.item === "seat") {
      seat = { id: item.id, quantity: item.quantity };
      continue;
    }
    const { plan, interval, planVersionId } = terms;
    const version = await getPlanVersion(ctx, planVersionId);
    base = { plan, interval, version, planItemId: item.id };
  }
  if (base === undefined) return undefined;
  const seats = base.version.seatsIncluded + (seat?.quantity ?? 0);
  return { ...base, seats, seatItemId: seat?.id ?? null };
}

async function readScheduled(
  ctx: Ctx,
  schedule: Stripe.SubscriptionSchedule,
  periodStartsAtMs: number,
): Promise<SubscriptionFacts["scheduled"]> {
  if (schedule.status !== "active" && schedule.status !== "not_started") return null;
  const next = schedule.phases.find((phase) => toMs(phase.start_date) > periodStartsAtMs);
  if (next === undefined) return null;
  const items = next.items.map(({ price, quantity }) => ({
    id: "",
    price: idOf(price),
    quantity: quantity ?? 1,
  }));
  const read = await readItems(ctx, items);
  if (read === undefined) return null;
  const { plan, version, interval, seats } = read;
  return { plan, planVersionId: version.id, interval, seats, atMs: toMs(next.start_date) };
}

function readDiscount(subscription: Stripe.Subscription): SubscriptionDiscount | null {
  for (const discount of subscription.discounts) {
    if (typeof discount === "string") continue;
    const { coupon } = discount.source;
    if (coupon === null || typeof coupon === "string") continue;
    return {
      id: discount.id,
      name: coupon.name ?? coupon.id,
      percentOff: coupon.percent_off,
      amountOffMinor: coupon.amount_off,
      endsAtMs: toMsOrNull(discount.end),
      promotionCodeId: discount.promotion_code === null ? null : idOf(discount.promotion_code),
      isRetention: coupon.metadata?.[RETENTION_METADATA] !== undefined,
    };
  }
  return null;
}

function readStatus(status: string): SubscriptionStatus | undefined {
  return subscriptionStatuses.find((one) => one === status);
}

/**
 * A fetched subscription in our words; undefined when it is not of this deployment's plans, as one
 * that was made by hand for something else.
 */
export async function readSubscription(
  ctx: Ctx,
  subscription: Stripe.Subscription,
): Promise<SubscriptionFacts | undefined> {
  const items = subscription.items.data.map(({ id, price, quantity }) => ({
    id,
    price: price.id,
    quantity: quantity ?? 1,
  }));
  const read = await readItems(ctx, items);
  const status = readStatus(subscription.status);
  const currency = currencies.find((one) => one === subscription.currency);
  const planItem = subscription.items.data.find(({ id }) => id === read?.planItemId);
  if (read === undefined || status === undefined) return undefined;
  if (currency === undefined || planItem === undefined) return undefined;
  const periodStartsAtMs = toMs(planItem.current_period_start);
  const periodEndsAtMs = toMs(planItem.current_period_end);
  const { schedule, latest_invoice: invoice, pause_collection: pause } = subscription;
  const endsAt = subscription.cancel_at_period_end ? planItem.current_period_end : null;
  return {
    id: subscription.id,
    stripeCustomerId: idOf(subscription.customer),
    plan: read.plan,
    planVersionId: read.version.id,
    interval: read.interval,
    seats: read.seats,
    currency,
    amountMinor: amountOf(read, currency) ?? 0,
    planItemId: read.planItemId,
    seatItemId: read.seatItemId,
    status,
    periodStartsAtMs,
    periodEndsAtMs,
    trialEndsAtMs: toMsOrNull(subscription.trial_end),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    cancelAtMs: toMsOrNull(subscription.cancel_at ?? endsAt),
    endedAtMs: toMsOrNull(subscription.ended_at),
    isPaused: pause !== null,
    pausedUntilMs: toMsOrNull(pause?.resumes_at),
    scheduleId: schedule === null ? null : idOf(schedule),
    scheduled:
      schedule === null || typeof schedule === "string"
        ? null
        : await readScheduled(ctx, schedule, periodStartsAtMs),
    discount: readDiscount(subscription),
    latestInvoiceId: invoice === null ? null : idOf(invoice),
    isPeriodVoid: invoice !== null && typeof invoice !== "string" && invoice.status === "void",
    createdAtMs: toMs(subscription.created),
  };
}
