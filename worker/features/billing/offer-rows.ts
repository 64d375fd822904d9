import { and, desc, eq, gt } from "drizzle-orm";
import { addMonths } from "#core/time";
import type { WorkspaceId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { decideOffer, DISCOUNT_EVERY_MONTHS, type Offer } from "./decide-offer.ts";
import type { IntentRow } from "./intents.ts";
import type { RetentionState } from "./schema.ts";
import { isPausedRow, type SubscriptionRow } from "./subscription-row.ts";
import { retentionOffers } from "./tables.ts";

function stateFor(intent: IntentRow): RetentionState | undefined {
  switch (intent.kind) {
    case "cancel":
      return "declined";
    case "discount":
      return intent.request.offerOfPeriodAtMs === undefined ? undefined : "discount";
    case "pause":
      return intent.request.offerOfPeriodAtMs === undefined ? undefined : "pause";
    case "checkout":
    case "upgrade":
    case "downgrade":
    case "unschedule":
    case "resume":
    case "unpause":
      return undefined;
  }
}

/** What becomes of the period's retention offer when an intent has happened; the first thing stays. */
export function offerRows(ctx: Ctx, intent: IntentRow): Statement[] {
  const state = stateFor(intent);
  const { basis } = intent;
  if (state === undefined || basis === null) return [];
  return [
    ctx.db
      .insert(retentionOffers)
      .values({
        subscriptionId: basis.id,
        periodStartsAtMs: basis.periodStartsAtMs,
        workspaceId: basis.workspaceId,
        state,
        atMs: ctx.clock.now(),
      })
      .onConflictDoNothing(),
  ];
}

async function wasDiscountedLately(ctx: Ctx, workspaceId: WorkspaceId): Promise<boolean> {
  const last = await ctx.db
    .select({ atMs: retentionOffers.atMs })
    .from(retentionOffers)
    .where(
      and(
        eq(retentionOffers.workspaceId, workspaceId),
        eq(retentionOffers.state, "discount"),
        gt(retentionOffers.atMs, addMonths(ctx.clock.now(), -DISCOUNT_EVERY_MONTHS)),
      ),
    )
    .orderBy(desc(retentionOffers.atMs))
    .limit(1)
    .get();
  return last !== undefined;
}

/** What someone who is about to leave is offered in the running period. */
export async function readOffer(ctx: Ctx, row: SubscriptionRow): Promise<Offer> {
  const known = await ctx.db
    .select({ state: retentionOffers.state })
    .from(retentionOffers)
    .where(
      and(
        eq(retentionOffers.subscriptionId, row.id),
        eq(retentionOffers.periodStartsAtMs, row.periodStartsAtMs),
      ),
    )
    .get();
  return decideOffer({
    status: row.status,
    interval: row.interval,
    isPaused: isPausedRow(row),
    hasDiscount: row.discount !== null,
    thisPeriod: known?.state,
    discountTakenLately: await wasDiscountedLately(ctx, row.workspaceId),
  });
}
