import { and, eq, ne } from "drizzle-orm";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { findSubscriptionRow } from "./list-subscriptions.ts";
import { subscriptions } from "./tables.ts";
import { writeSubscription } from "./write-subscription.ts";

const TRIES_MAX = 5;

async function setSuspended(ctx: Ctx, id: string, suspended: boolean): Promise<void> {
  requireOperator(ctx);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const before = await findSubscriptionRow(ctx, id);
    if (before === undefined) throw new Problem("not-found");
    if ((before.suspendedAtMs !== null) === suspended) return;
    const others = await ctx.db
      .select()
      .from(subscriptions)
      .where(and(eq(subscriptions.workspaceId, before.workspaceId), ne(subscriptions.id, id)));
    const after = {
      ...before,
      suspendedAtMs: suspended ? ctx.clock.now() : null,
      version: before.version + 1,
    };
    const action = suspended ? "billing.plan-suspended" : "billing.plan-restored";
    if (await writeSubscription(ctx, before, after, { others, action })) return;
  }
  throw new Problem("conflict", { detail: "Others keep changing this subscription; try again." });
}

/**
 * Freezes the plan of a subscription that was not paid for: the workspace is on the free plan's limits
 * until it is restored, whatever is brought in from Stripe meanwhile. Only the operator and jobs may.
 * Safe to repeat. Refuses an unknown subscription with `not-found`.
 */
export async function suspendPlan(ctx: Ctx, subscriptionId: string): Promise<void> {
  await setSuspended(ctx, subscriptionId, true);
}

/** Undoes `suspendPlan`: the plan is in force again if the subscription's state gives it. Safe to repeat. */
export async function restorePlan(ctx: Ctx, subscriptionId: string): Promise<void> {
  await setSuspended(ctx, subscriptionId, false);
}
