import { Problem } from "#core/problem";
import { invariant } from "#core/assert";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { stripeOf } from "#platform/stripe";
import { isRefusedByStripe, toStripeProblem } from "#platform/stripe-problem";
import { asJob } from "./access.ts";
import {
  busyProblem,
  claimIntent,
  endIntent,
  endIntentRow,
  type IntentRow,
  isLeft,
} from "./intents.ts";
import { findSubscriptionRow, getLivingSubscription } from "./list-subscriptions.ts";
import { offerRows } from "./offer-rows.ts";
import { performIntent, type StepOutcome } from "./perform-intent.ts";
import type { ChangeIntent, IntentKind } from "./schema.ts";
import type { SubscriptionRow } from "./subscription-row.ts";
import { syncSubscription } from "./sync-subscription.ts";

const TRIES_MAX = 6;

export interface WantedIntent {
  kind: Exclude<IntentKind, "checkout">;
  request: ChangeIntent;
}

export function paymentNeeded(outcome: Extract<StepOutcome, { kind: "payment-needed" }>): Problem {
  return new Problem("payment-failed", {
    detail:
      "The bank did not let the payment through yet; confirm or pay it on Stripe's page and the change happens at once.",
    extensions: { invoiceId: outcome.invoiceId, url: outcome.url },
  });
}

/** Closes an intent that has happened, with what else it leaves behind. */
async function conclude(ctx: Ctx, intent: IntentRow, row: SubscriptionRow): Promise<void> {
  const { latestInvoiceId } = row;
  await runBatch(ctx.db, [
    endIntentRow(ctx, intent.id, { state: "done" }),
    ...offerRows(ctx, intent),
    ...(latestInvoiceId === null || latestInvoiceId === intent.basis?.latestInvoiceId
      ? []
      : [outboxRow(ctx, "billing.invoice-made", { invoiceId: latestInvoiceId })]),
    auditRow(ctx, "billing.intent-done", intent.id, { kind: intent.kind }),
  ]);
}

/**
 * Does what a pending intent asks for and closes it. What Stripe refuses closes it as well; what
 * nobody knows the end of stays pending, for a repeat or the sweep to finish. Safe to repeat and to
 * run at the same time.
 */
export async function finishIntent(ctx: Ctx, intent: IntentRow): Promise<void> {
  const { basis } = intent;
  invariant(basis, "a change is of a subscription");
  const stripe = await stripeOf(ctx);
  let outcome: StepOutcome;
  try {
    outcome = await performIntent({ ctx, stripe, intent, row: basis });
  } catch (cause) {
    if (!isRefusedByStripe(cause)) throw toStripeProblem(cause) ?? cause;
    await syncSubscription(asJob(ctx), basis.id);
    await endIntent(ctx, intent.id, { state: "refused", reason: String(cause) });
    throw toStripeProblem(cause) ?? new Problem("conflict", { detail: messageOf(cause), cause });
  }
  await syncSubscription(asJob(ctx), basis.id);
  if (outcome.kind === "payment-needed") {
    await endIntent(ctx, intent.id, { state: "refused", reason: "payment-needed" });
    throw paymentNeeded(outcome);
  }
  await conclude(ctx, intent, (await findSubscriptionRow(ctx, basis.id)) ?? basis);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Finishes what another request left behind; whatever comes of it, the lane is free afterwards. */
async function finishLeft(ctx: Ctx, intent: IntentRow): Promise<void> {
  try {
    await finishIntent(asJob(ctx), intent);
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.slug === "unavailable") throw cause;
  }
}

/**
 * Carries out what someone asks of the workspace's subscription. `decide` looks at it as it is and
 * says what to do, undefined when it is so already, `again` when it has changed meanwhile. Whatever runs at the same time, the same request
 * happens once and different ones one after the other; another one under way is `conflict`.
 */
export async function runIntent(
  ctx: Ctx,
  workspace: WorkspaceRef,
  decide: (row: SubscriptionRow) => Promise<WantedIntent | "again" | undefined>,
): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const row = await getLivingSubscription(ctx, workspace.id);
    const wanted = await decide(row);
    if (wanted === undefined) return;
    if (wanted === "again") continue;
    const claim = await claimIntent(ctx, {
      workspaceId: workspace.id,
      lane: "subscription",
      ...wanted,
      subscription: row,
    });
    if (claim.kind === "overtaken") continue;
    if (claim.kind === "claimed") return await finishIntent(ctx, claim.intent);
    if (!isLeft(ctx, claim.intent)) throw busyProblem();
    await finishLeft(ctx, claim.intent);
  }
  throw busyProblem();
}
