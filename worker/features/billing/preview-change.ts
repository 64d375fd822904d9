import type { Stripe } from "stripe";
import { parseInput } from "#core/parse-input";
import { addMonths, SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import { toStripeProblem } from "#platform/stripe-problem";
import { asJob, requireBuyer } from "./access.ts";
import { changedItems } from "./change-items.ts";
import { type DecidedChange, decideTarget, requireChangeable } from "./change-target.ts";
import { decideAddedMicroPt } from "./decide-added-pt.ts";
import { amountOf } from "./decide-change.ts";
import { QUOTE_TTL_MS } from "./decide-quote.ts";
import { getLivingSubscription } from "./list-subscriptions.ts";
import { type ChangePreview, ChangeTarget } from "./schema.ts";
import type { SubscriptionRow } from "./subscription-row.ts";
import { syncSubscription } from "./sync-subscription.ts";

/** What is to be paid at once. */
export interface DueNow {
  amountMinor: number;
  taxMinor: number;
  lines: { description: string; amountMinor: number }[];
}

const nothingDue: DueNow = { amountMinor: 0, taxMinor: 0, lines: [] };

/**
 * What Stripe would charge now for an upgrade, prorated as of an instant of which the fraction of a
 * second does not count. https://docs.stripe.com/billing/subscriptions/prorations#preview-proration
 */
export async function previewDue(
  ctx: Ctx,
  stripe: Stripe,
  row: SubscriptionRow,
  { change, prorationAtMs }: { change: DecidedChange; prorationAtMs: number },
): Promise<DueNow> {
  if (change.kind !== "upgrade" || row.status === "trialing") return nothingDue;
  const invoice = await stripe.invoices.createPreview({
    customer: row.stripeCustomerId,
    subscription: row.id,
    subscription_details: {
      items: await changedItems(ctx, row, change.after),
      proration_behavior: "always_invoice",
      proration_date: Math.floor(prorationAtMs / SECOND_MS),
    },
  });
  return {
    amountMinor: invoice.amount_due,
    taxMinor: (invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0),
    lines: invoice.lines.data.map(({ description, amount }) => ({
      description: description ?? "",
      amountMinor: amount,
    })),
  };
}

/** When a change takes effect, and the first full period after it with what it costs before tax. */
function nextOf(row: SubscriptionRow, change: DecidedChange, nowMs: number): ChangePreview["next"] {
  const beginsAnew =
    change.kind === "upgrade" &&
    row.status === "active" &&
    change.before.interval !== change.after.interval;
  const months = change.after.interval === "year" ? 12 : 1;
  const amountMinor = amountOf(change.after, row.currency);
  return {
    atMs: beginsAnew ? addMonths(nowMs, months) : row.periodEndsAtMs,
    money: amountMinor === undefined ? null : { amountMinor, currency: row.currency },
  };
}

function toPreview(
  row: SubscriptionRow,
  change: DecidedChange,
  { due, nowMs, prorationAtMs }: { due: DueNow; nowMs: number; prorationAtMs: number },
): ChangePreview {
  const { kind, before, after } = change;
  const pays = kind === "upgrade" && row.status === "active";
  const { periodStartsAtMs: startsAtMs, periodEndsAtMs: endsAtMs } = row;
  return {
    kind,
    effectiveAtMs: kind === "downgrade" ? row.periodEndsAtMs : nowMs,
    plan: after.plan,
    interval: after.interval,
    seats: after.seats,
    dueNow: { amountMinor: due.amountMinor, currency: row.currency },
    lines: due.lines,
    taxMinor: due.taxMinor,
    ptAddedMicroPt: pays
      ? decideAddedMicroPt(before, after, { startsAtMs, endsAtMs, atMs: prorationAtMs })
      : 0,
    next: nextOf(row, change, nowMs),
    prorationAtMs,
    expiresAtMs: prorationAtMs + QUOTE_TTL_MS,
  };
}

/**
 * What a change of plan, interval or seats would cost and bring, exact to the second and good for 15
 * minutes: give its amount and instant back to `changePlan`. Owners and admins only. Changes nothing.
 * Refuses with `not-found` without a subscription, with `conflict` while it is paused, ending or
 * unpaid, and with `invalid-input` what is not for sale.
 */
export async function previewChange(ctx: Ctx, input: ChangeTarget): Promise<ChangePreview> {
  const workspace = requireBuyer(ctx);
  const target = parseInput(ChangeTarget, input);
  const stripe = await stripeOf(ctx);
  try {
    const known = await getLivingSubscription(ctx, workspace.id);
    await syncSubscription(asJob(ctx), known.id);
    const row = await getLivingSubscription(ctx, workspace.id);
    requireChangeable(row);
    const change = await decideTarget(ctx, row, target);
    const nowMs = ctx.clock.now();
    const prorationAtMs = Math.floor(nowMs / SECOND_MS) * SECOND_MS;
    const due = await previewDue(ctx, stripe, row, { change, prorationAtMs });
    return toPreview(row, change, { due, nowMs, prorationAtMs });
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
}
