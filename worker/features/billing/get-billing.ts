import { may, requirePermission } from "#features/workspaces";
import { getBalance } from "#features/credits";
import { getPlanVersion, planOf } from "#features/plans";
import type { Ctx } from "#platform/ctx";
import { isStripeConnected } from "#platform/stripe";
import { amountOf } from "./decide-change.ts";
import { isLiving, isUnpaidPeriod } from "./decide-state.ts";
import { findCustomerRow } from "./find-customer.ts";
import { findLastSubscription, findLivingSubscription } from "./list-subscriptions.ts";
import type { BillingState, BillingView, ComingUp, SubscriptionView } from "./schema.ts";
import { standingOf, type SubscriptionRow } from "./subscription-row.ts";
import { findPlanRow } from "./find-plan-row.ts";

async function toView(ctx: Ctx, row: SubscriptionRow): Promise<SubscriptionView> {
  const version = await getPlanVersion(ctx, row.planVersionId);
  return {
    id: row.id,
    plan: row.plan,
    planVersionId: row.planVersionId,
    planName: version.name,
    interval: row.interval,
    seats: row.seats,
    seatsIncluded: version.seatsIncluded,
    seatsMax: version.seatsMax,
    status: row.status,
    currency: row.currency,
    price: { amountMinor: row.amountMinor, currency: row.currency },
    periodStartsAtMs: row.periodStartsAtMs,
    periodEndsAtMs: row.periodEndsAtMs,
    trialEndsAtMs: row.trialEndsAtMs,
    cancelAtMs: row.cancelAtMs,
    endedAtMs: row.endedAtMs,
    pausedFromMs: row.pausedFromMs,
    pausedUntilMs: row.pausedUntilMs,
    discount: row.discount,
    latestInvoiceId: row.latestInvoiceId,
  };
}

/** What people see of the state, in one word. */
export function stateOf(isConnected: boolean, row: SubscriptionRow | undefined): BillingState {
  if (row === undefined) return isConnected ? "free" : "not-connected";
  if (!isLiving(row.status)) return "ended";
  if (row.suspendedAtMs !== null) return "suspended";
  if (isUnpaidPeriod(standingOf(row))) return "paused";
  switch (row.status) {
    case "trialing":
      return "trial";
    case "past_due":
    case "unpaid":
      return "past-due";
    case "incomplete":
      return "incomplete";
    case "paused":
      return "paused";
    case "active":
    case "canceled":
    case "incomplete_expired":
      return "active";
  }
}

async function scheduledChange(ctx: Ctx, row: SubscriptionRow): Promise<ComingUp | null> {
  const { scheduledAtMs, scheduledPlan: plan, scheduledInterval: interval } = row;
  const { scheduledPlanVersionId } = row;
  if (scheduledAtMs === null || plan === null || interval === null) return null;
  if (scheduledPlanVersionId === null) return null;
  const version = await getPlanVersion(ctx, scheduledPlanVersionId);
  const seats = row.scheduledSeats ?? row.seats;
  const amountMinor = amountOf({ version, plan, interval, seats }, row.currency);
  return {
    kind: "change",
    atMs: scheduledAtMs,
    plan,
    planName: version.name,
    interval,
    seats,
    money: amountMinor === undefined ? null : { amountMinor, currency: row.currency },
  };
}

/** What will happen next by itself. */
async function comingUpOf(ctx: Ctx, row: SubscriptionRow): Promise<ComingUp | null> {
  if (!isLiving(row.status)) return null;
  const money = { amountMinor: row.amountMinor, currency: row.currency };
  if (row.cancelAtMs !== null) return { kind: "end", atMs: row.cancelAtMs };
  if (row.unpaidToMs !== null) return { kind: "renewal", atMs: row.unpaidToMs, money };
  if (row.pausedFromMs !== null) {
    const { pausedFromMs: atMs, pausedUntilMs } = row;
    const hasBegun = row.periodStartsAtMs >= atMs;
    if (!hasBegun) return { kind: "pause", atMs, untilMs: pausedUntilMs };
    return pausedUntilMs === null ? null : { kind: "resume", atMs: pausedUntilMs };
  }
  const change = await scheduledChange(ctx, row);
  if (change !== null) return change;
  if (row.status === "trialing") return { kind: "trial-end", atMs: row.periodEndsAtMs, money };
  return row.status === "active" ? { kind: "renewal", atMs: row.periodEndsAtMs, money } : null;
}

function mayChange(ctx: Ctx): boolean {
  const isPerson = ctx.actor.kind === "user" || ctx.actor.kind === "api-key";
  return isPerson && may(ctx, "billing.write");
}

/**
 * The workspace's plan, its subscription, what comes next and the PT of the running period, for every
 * member. Read from our own database and ledger; never asks Stripe, so it is there when Stripe is not.
 */
export async function getBilling(ctx: Ctx): Promise<BillingView> {
  const workspace = requirePermission(ctx, "billing.read");
  const [living, last, customer, balance, onPlan] = await Promise.all([
    findLivingSubscription(ctx, workspace.id),
    findLastSubscription(ctx, workspace.id),
    findCustomerRow(ctx, workspace.id),
    getBalance(ctx),
    findPlanRow(ctx, workspace.id),
  ]);
  const row = living ?? last;
  const version = await planOf(ctx, onPlan);
  return {
    state: stateOf(isStripeConnected(ctx), row),
    plan: { slug: version.plan, name: version.name, version: version.version },
    subscription: row === undefined ? null : await toView(ctx, row),
    comingUp: row === undefined ? null : await comingUpOf(ctx, row),
    period:
      balance.periodEndsAtMs === null
        ? null
        : { endsAtMs: balance.periodEndsAtMs, usedPercent: balance.periodUsedPercent ?? 0 },
    availableMicroPt: balance.availableMicroPt,
    currency: customer?.currency ?? row?.currency ?? null,
    trialAvailable: last === undefined,
    mayChange: mayChange(ctx),
  };
}
