import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import type { AccountId, Id, WorkspaceId } from "#core/ids";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { livingStatuses } from "./decide-state.ts";
import type { Interval, PaidPlan, SubscriptionStatus } from "./schema.ts";
import type { SubscriptionRow } from "./subscription-row.ts";
import { subscriptions } from "./tables.ts";

/** A subscription as payments needs it. */
export interface SubscriptionRef {
  id: string;
  workspaceId: WorkspaceId;
  accountId: AccountId;
  planVersionId: Id<"plan">;
  plan: PaidPlan;
  interval: Interval;
  /** Every seat, those that the plan includes too. */
  seats: number;
  status: SubscriptionStatus;
  periodStartsAtMs: number;
  periodEndsAtMs: number;
  /** Frozen by dunning since; null while it is not. */
  suspendedAtMs: number | null;
}

/** Subscriptions of a customer that Stripe has not ended, as far as we know. */
export async function listLivingSubscriptions(
  ctx: Ctx,
  customerId: string,
): Promise<SubscriptionRow[]> {
  return await ctx.db
    .select()
    .from(subscriptions)
    .where(
      and(
        eq(subscriptions.stripeCustomerId, customerId),
        inArray(subscriptions.status, livingStatuses),
      ),
    );
}

/** The workspace's one living subscription; duplicates of it do not count. */
export async function findLivingSubscription(
  ctx: Ctx,
  workspaceId: WorkspaceId,
): Promise<SubscriptionRow | undefined> {
  return await ctx.db
    .select()
    .from(subscriptions)
    .where(
      and(
        eq(subscriptions.workspaceId, workspaceId),
        inArray(subscriptions.status, livingStatuses),
        isNull(subscriptions.duplicateOf),
      ),
    )
    .orderBy(subscriptions.createdAtMs)
    .limit(1)
    .get();
}

/** The workspace's living subscription. Refuses with `not-found` when there is none. */
export async function getLivingSubscription(
  ctx: Ctx,
  workspaceId: WorkspaceId,
): Promise<SubscriptionRow> {
  const row = await findLivingSubscription(ctx, workspaceId);
  if (row !== undefined) return row;
  throw new Problem("not-found", { detail: "This workspace has no subscription." });
}

/** The subscription that a workspace had last, ended or not. */
export async function findLastSubscription(
  ctx: Ctx,
  workspaceId: WorkspaceId,
): Promise<SubscriptionRow | undefined> {
  return await ctx.db
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.workspaceId, workspaceId), isNull(subscriptions.duplicateOf)))
    .orderBy(desc(subscriptions.createdAtMs))
    .limit(1)
    .get();
}

export async function findSubscriptionRow(
  ctx: Ctx,
  id: string,
): Promise<SubscriptionRow | undefined> {
  return await ctx.db.select().from(subscriptions).where(eq(subscriptions.id, id)).get();
}

/** A subscription by Stripe's id, as we know it; undefined for one that was never brought in. */
export async function findSubscription(
  ctx: Ctx,
  subscriptionId: string,
): Promise<SubscriptionRef | undefined> {
  const row = await findSubscriptionRow(ctx, subscriptionId);
  if (row === undefined) return undefined;
  const { id, workspaceId, accountId, planVersionId, plan, interval, seats, status } = row;
  const { periodStartsAtMs, periodEndsAtMs, suspendedAtMs } = row;
  return {
    id,
    workspaceId,
    accountId,
    planVersionId,
    plan,
    interval,
    seats,
    status,
    periodStartsAtMs,
    periodEndsAtMs,
    suspendedAtMs,
  };
}
