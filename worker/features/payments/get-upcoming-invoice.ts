import type { Stripe } from "stripe";
import { findCustomer } from "#features/billing";
import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import { isRefusedByStripe, toStripeProblem } from "#platform/stripe-problem";
import type { UpcomingInvoice } from "./schema.ts";
import { idOf, toMs, toMsOrNull } from "./stripe-objects.ts";

const livingStatuses = new Set<string>(["active", "trialing", "past_due"]);

function isEnding(subscription: Stripe.Subscription): boolean {
  return subscription.cancel_at_period_end || subscription.cancel_at !== null;
}

/** The running subscription that will be billed again. */
async function findRunning(
  stripe: Stripe,
  customerId: string,
): Promise<Stripe.Subscription | undefined> {
  const { data } = await stripe.subscriptions.list({ customer: customerId, limit: 10 });
  return data.find((one) => livingStatuses.has(one.status) && !isEnding(one));
}

function toUpcoming(preview: Stripe.Invoice): UpcomingInvoice {
  const taxMinor = (preview.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
  return {
    currency: preview.currency,
    totalMinor: preview.total,
    taxMinor,
    amountDueMinor: preview.amount_due,
    dueAtMs: toMsOrNull(preview.next_payment_attempt ?? preview.period_end),
    lines: preview.lines.data.map((line) => ({
      description: line.description ?? "",
      amountMinor: line.amount,
      quantity: line.quantity ?? 1,
      proration: line.parent?.subscription_item_details?.proration ?? false,
      startsAtMs: toMs(line.period.start),
      endsAtMs: toMs(line.period.end),
    })),
  };
}

/**
 * What Stripe will bill the workspace next if nothing changes; null without a running subscription or
 * when it ends before. Refuses with `not-connected` without Stripe.
 * https://docs.stripe.com/api/invoices/create_preview
 */
export async function getUpcomingInvoice(ctx: Ctx): Promise<UpcomingInvoice | null> {
  const workspace = requirePermission(ctx, "billing.read");
  const stripe = await stripeOf(ctx);
  const customer = await findCustomer(ctx, workspace.id);
  if (customer === undefined) return null;
  try {
    const running = await findRunning(stripe, customer.customerId);
    if (running === undefined) return null;
    const { schedule } = running;
    return toUpcoming(
      await stripe.invoices.createPreview({
        customer: customer.customerId,
        ...(schedule === null ? { subscription: running.id } : { schedule: idOf(schedule) }),
      }),
    );
  } catch (cause) {
    if (isRefusedByStripe(cause)) return null;
    throw toStripeProblem(cause) ?? cause;
  }
}
