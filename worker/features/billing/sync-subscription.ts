import { and, eq, ne } from "drizzle-orm";
import type { Stripe } from "stripe";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { type SyncHint, stripeOf } from "#platform/stripe";
import { isMissingAtStripe, isRefusedByStripe, requireAnswer } from "#platform/stripe-problem";
import { isLiving } from "./decide-state.ts";
import { findAccountOfCustomer } from "./find-customer.ts";
import {
  readSubscription,
  SUBSCRIPTION_EXPAND,
  type SubscriptionFacts,
} from "./read-subscription.ts";
import { isUnchanged, nextRow, isPausedRow, type SubscriptionRow } from "./subscription-row.ts";
import { syncCustomerOnly } from "./sync-customer.ts";
import { subscriptions } from "./tables.ts";
import { writeSubscription } from "./write-subscription.ts";

const TRIES_MAX = 5;

async function fetchSubscription(
  stripe: Stripe,
  id: string,
): Promise<Stripe.Subscription | undefined> {
  try {
    return requireAnswer(await stripe.subscriptions.retrieve(id, { expand: SUBSCRIPTION_EXPAND }));
  } catch (cause) {
    if (isMissingAtStripe(cause)) return undefined;
    throw cause;
  }
}

function isSubscription(snapshot: unknown, id: string): snapshot is Stripe.Subscription {
  if (typeof snapshot !== "object" || snapshot === null) return false;
  const { object, id: itsId } = snapshot as { object?: unknown; id?: unknown };
  return object === "subscription" && itsId === id;
}

/** A subscription that Stripe no longer knows, as it was last, ended now. */
function factsOfGone(row: SubscriptionRow, nowMs: number): SubscriptionFacts {
  return {
    ...row,
    status: isLiving(row.status) ? "canceled" : row.status,
    endedAtMs: row.endedAtMs ?? nowMs,
    isPaused: isPausedRow(row),
    isPeriodVoid: row.unpaidToMs !== null,
    scheduleId: null,
    scheduled: null,
  };
}

async function readFacts(
  ctx: Ctx,
  {
    id,
    before,
    hint,
  }: { id: string; before: SubscriptionRow | undefined; hint: SyncHint | undefined },
): Promise<SubscriptionFacts | undefined> {
  const fetched = await fetchSubscription(await stripeOf(ctx), id);
  if (fetched !== undefined) return await readSubscription(ctx, fetched);
  const isNews = (hint?.eventCreatedAtMs ?? 0) > (before?.lastAppliedEventAtMs ?? 0);
  if (isNews && isSubscription(hint?.snapshot, id)) {
    const told = await readSubscription(ctx, hint.snapshot);
    if (told !== undefined && !isLiving(told.status)) return told;
  }
  return before === undefined ? undefined : factsOfGone(before, ctx.clock.now());
}

async function ownerOf(ctx: Ctx, before: SubscriptionRow | undefined, customerId: string) {
  if (before !== undefined) return before;
  const known = await findAccountOfCustomer(ctx, customerId);
  if (known !== undefined) return known;
  await syncCustomerOnly(ctx, customerId);
  return await findAccountOfCustomer(ctx, customerId);
}

/** The subscription that was there first; undefined when this one was. */
function firstOf(facts: SubscriptionFacts, others: SubscriptionRow[]): SubscriptionRow | undefined {
  return others.find(
    (one) =>
      one.duplicateOf === null &&
      isLiving(one.status) &&
      one.status !== "incomplete" &&
      (one.createdAtMs < facts.createdAtMs ||
        (one.createdAtMs === facts.createdAtMs && one.id < facts.id)),
  );
}

async function listOthers(ctx: Ctx, row: Pick<SubscriptionRow, "id" | "workspaceId">) {
  return await ctx.db
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.workspaceId, row.workspaceId), ne(subscriptions.id, row.id)));
}

/** Ends a duplicate at Stripe, at once; what was paid for it is given back by payments. */
async function endDuplicate(ctx: Ctx, row: SubscriptionRow): Promise<void> {
  ctx.log.warn("billing.duplicate-subscription", {
    subscriptionId: row.id,
    duplicateOf: row.duplicateOf,
    workspaceId: row.workspaceId,
  });
  const stripe = await stripeOf(ctx);
  try {
    await stripe.subscriptions.cancel(
      row.id,
      { invoice_now: false, prorate: false },
      { idempotencyKey: `duplicate:${row.id}` },
    );
  } catch (cause) {
    if (!isRefusedByStripe(cause)) throw cause;
  }
}

interface Applied {
  done: boolean;
  /** Another subscription of the workspace has to be looked at again. */
  again: string[];
  duplicate: SubscriptionRow | undefined;
}

const nothing: Applied = { done: true, again: [], duplicate: undefined };

async function applyOnce(ctx: Ctx, id: string, hint: SyncHint | undefined): Promise<Applied> {
  const before = await ctx.db.select().from(subscriptions).where(eq(subscriptions.id, id)).get();
  const facts = await readFacts(ctx, { id, before, hint });
  if (facts === undefined) return nothing;
  const owner = await ownerOf(ctx, before, facts.stripeCustomerId);
  if (owner === undefined) {
    ctx.log.warn("billing.unknown-customer", { subscriptionId: id });
    return nothing;
  }
  const others = await listOthers(ctx, { id, workspaceId: owner.workspaceId });
  const counts = isLiving(facts.status) && facts.status !== "incomplete";
  const after = nextRow(before, facts, owner, {
    nowMs: ctx.clock.now(),
    eventAtMs: hint?.eventCreatedAtMs ?? 0,
    duplicateOf: counts ? (firstOf(facts, others)?.id ?? null) : null,
  });
  const isNew = before === undefined || before.status === "incomplete";
  const again =
    counts && isNew && after.duplicateOf === null
      ? others.filter((one) => isLiving(one.status) && one.duplicateOf === null).map(({ id }) => id)
      : [];
  const duplicate = after.duplicateOf !== null && isLiving(after.status) ? after : undefined;
  if (before !== undefined && isUnchanged(before, after)) return { done: true, again, duplicate };
  const action =
    before === undefined ? "billing.subscription-added" : "billing.subscription-changed";
  const done = await writeSubscription(ctx, before, after, { others, action });
  return { done, again, duplicate };
}

/**
 * Brings a subscription in from Stripe: our row becomes what Stripe has now, and the workspace's plan,
 * mails, notices and webhooks follow, each once. Only the operator and jobs may. Safe to repeat, in
 * any order and at any number of times at once: the row never goes back to an older state, because it
 * is written only if nobody has written it since before the fetch. The hint serves when Stripe no
 * longer has the object. The newer of two subscriptions of a workspace is ended at Stripe and gives
 * nothing; its payment is left for the operator to refund. https://docs.stripe.com/webhooks#event-ordering
 */
export async function syncSubscription(ctx: Ctx, id: string, hint?: SyncHint): Promise<void> {
  requireOperator(ctx);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const { done, again, duplicate } = await applyOnce(ctx, id, hint);
    if (!done) continue;
    for (const other of again) await syncSubscription(ctx, other);
    if (duplicate === undefined) return;
    await endDuplicate(ctx, duplicate);
    await applyOnce(ctx, id, undefined);
    return;
  }
  throw new Problem("conflict", {
    detail: "Others keep changing this subscription; try again.",
    retryAfterSeconds: 1,
  });
}

/**
 * Brings a customer in from Stripe: currency, details and tax ids. When it was deleted, what ran on it
 * has ended with it: the workspace goes to the free plan and may buy again as another customer. Only
 * the operator and jobs may. Safe to repeat and in any order, as `syncSubscription`.
 */
export async function syncCustomer(ctx: Ctx, id: string, hint?: SyncHint): Promise<void> {
  const { ended } = await syncCustomerOnly(ctx, id, hint);
  for (const subscriptionId of ended) await syncSubscription(ctx, subscriptionId);
}
