import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import { toStripeProblem } from "#platform/stripe-problem";
import { asJob, requireBuyer } from "./access.ts";
import { type DecidedChange, decideTarget, requireChangeable } from "./change-target.ts";
import { decideStale, QUOTE_TTL_MS } from "./decide-quote.ts";
import { getBilling } from "./get-billing.ts";
import { findSubscriptionRow, getLivingSubscription } from "./list-subscriptions.ts";
import { previewDue } from "./preview-change.ts";
import { runIntent, type WantedIntent } from "./run-intent.ts";
import { type BillingView, ChangePlan, type ChangeIntent } from "./schema.ts";
import type { SubscriptionRow } from "./subscription-row.ts";
import { syncSubscription } from "./sync-subscription.ts";

type Wanted = ReturnType<typeof ChangePlan.parse>;

const detailsOfStale = {
  "too-old": `A preview is good for ${QUOTE_TTL_MS / MINUTE_MS} minutes; look at a new one.`,
  amount: "The amount is not the one that was shown; look at a new preview.",
} as const;

interface Stale {
  reason: keyof typeof detailsOfStale;
  amountMinor?: number;
}

async function findStale(
  ctx: Ctx,
  row: SubscriptionRow,
  { wanted, change }: { wanted: Wanted; change: DecidedChange },
): Promise<Stale | undefined> {
  const nowMs = ctx.clock.now();
  const { prorationAtMs, expectedAmountMinor } = wanted;
  const tooOld = decideStale(wanted, { nowMs, amountMinor: expectedAmountMinor });
  if (tooOld !== undefined) return { reason: tooOld };
  const stripe = await stripeOf(ctx);
  const { amountMinor } = await previewDue(ctx, stripe, row, { change, prorationAtMs });
  const reason = decideStale(wanted, { nowMs, amountMinor });
  return reason === undefined ? undefined : { reason, amountMinor };
}

/** The same request may have changed it between our reading and Stripe's answer. */
async function hasChanged(ctx: Ctx, row: SubscriptionRow): Promise<boolean> {
  await syncSubscription(asJob(ctx), row.id);
  return (await findSubscriptionRow(ctx, row.id))?.version !== row.version;
}

function staleProblem({ reason, amountMinor }: Stale, { currency }: SubscriptionRow): Problem {
  const amount = amountMinor === undefined ? {} : { amountMinor, currency };
  return new Problem("quote-stale", {
    detail: detailsOfStale[reason],
    extensions: { reason, ...amount },
  });
}

async function decide(
  ctx: Ctx,
  row: SubscriptionRow,
  wanted: Wanted,
): Promise<WantedIntent | "again" | undefined> {
  requireChangeable(row);
  const change = await decideTarget(ctx, row, wanted);
  const { after } = change;
  if (change.kind === "none") {
    return row.scheduledAtMs === null ? undefined : { kind: "unschedule", request: {} };
  }
  const request: ChangeIntent = {
    plan: after.plan,
    planVersionId: after.version.id,
    interval: after.interval,
    seats: after.seats,
  };
  if (change.kind === "downgrade") {
    const isScheduled =
      row.scheduledPlanVersionId === after.version.id &&
      row.scheduledInterval === after.interval &&
      row.scheduledSeats === after.seats;
    return isScheduled ? undefined : { kind: "downgrade", request };
  }
  const stale = await findStale(ctx, row, { wanted, change });
  if (stale !== undefined) {
    if (await hasChanged(ctx, row)) return "again";
    throw staleProblem(stale, row);
  }
  const { prorationAtMs, expectedAmountMinor } = wanted;
  return { kind: "upgrade", request: { ...request, prorationAtMs, expectedAmountMinor } };
}

/**
 * Changes plan, interval or seats as previewed. Owners and admins only. More happens now: the prorated
 * amount is charged, and the change holds once it is paid; an amount that differs from the preview's,
 * or one older than 15 minutes, is `quote-stale` and charges nothing. Less happens at the end of the
 * period, and nothing is taken back. A payment that the bank stops is `payment-failed` with the page
 * to confirm it on. Safe to repeat: what is so already, or is being done, is not done again.
 */
export async function changePlan(ctx: Ctx, input: ChangePlan): Promise<BillingView> {
  const workspace = requireBuyer(ctx);
  const wanted = parseInput(ChangePlan, input);
  try {
    const known = await getLivingSubscription(ctx, workspace.id);
    await syncSubscription(asJob(ctx), known.id);
    await runIntent(ctx, workspace, (row) => decide(ctx, row, wanted));
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
  return await getBilling(ctx);
}

/** Takes a change back that waits for the end of the period. Safe to repeat. */
export async function cancelScheduledChange(ctx: Ctx): Promise<BillingView> {
  const workspace = requireBuyer(ctx);
  await runIntent(ctx, workspace, async (row) =>
    row.scheduledAtMs === null ? undefined : { kind: "unschedule", request: {} },
  );
  return await getBilling(ctx);
}
