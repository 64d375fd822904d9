import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { requireBuyer } from "./access.ts";
import { decidePauseRefusal, resumesAt } from "./decide-pause.ts";
import { getBilling } from "./get-billing.ts";
import { findLivingSubscription } from "./list-subscriptions.ts";
import { readOffer } from "./offer-rows.ts";
import { runIntent, type WantedIntent } from "./run-intent.ts";
import {
  AcceptRetentionOffer,
  type BillingView,
  CancelSubscription,
  PauseSubscription,
  type RetentionOfferView,
} from "./schema.ts";
import { isPausedRow, type SubscriptionRow } from "./subscription-row.ts";

/**
 * Ends the subscription with the period that is paid for; one that gives nothing now ends at once. A
 * scheduled change goes with it. Owners and admins only. Safe to repeat. Refuses with `not-found`
 * without a subscription.
 */
export async function cancelSubscription(
  ctx: Ctx,
  input: CancelSubscription = {},
): Promise<BillingView> {
  const workspace = requireBuyer(ctx);
  const request = parseInput(CancelSubscription, input);
  await runIntent(ctx, workspace, async (row) =>
    row.cancelAtMs === null ? { kind: "cancel", request } : undefined,
  );
  return await getBilling(ctx);
}

/** Lets a subscription go on that was to end. Safe to repeat. Owners and admins only. */
export async function resumeSubscription(ctx: Ctx): Promise<BillingView> {
  const workspace = requireBuyer(ctx);
  await runIntent(ctx, workspace, async (row) =>
    row.cancelAtMs === null ? undefined : { kind: "resume", request: {} },
  );
  return await getBilling(ctx);
}

const pauseRefusals: Record<NonNullable<ReturnType<typeof decidePauseRefusal>>, string> = {
  "not-active": "Only a subscription that runs and is paid for can be paused.",
  yearly: "A year is paid in advance and cannot be paused; cancel it instead.",
  paused: "It is paused already.",
  ending: "The subscription ends by itself; resume it first.",
  scheduled: "A change waits for the end of the period; take it back first.",
};

function decidePause(
  row: SubscriptionRow,
  months: number,
  offerOfPeriodAtMs?: number,
): WantedIntent | undefined {
  const resumesAtMs = resumesAt(row.periodEndsAtMs, months);
  if (row.pausedUntilMs === resumesAtMs) return undefined;
  const refusal = decidePauseRefusal({
    status: row.status,
    interval: row.interval,
    isPaused: isPausedRow(row),
    endsByItself: row.cancelAtMs !== null && offerOfPeriodAtMs === undefined,
    hasScheduledChange: row.scheduledAtMs !== null,
  });
  if (refusal !== undefined) {
    throw new Problem("conflict", {
      detail: pauseRefusals[refusal],
      extensions: { reason: refusal },
    });
  }
  const offer = offerOfPeriodAtMs === undefined ? {} : { offerOfPeriodAtMs };
  return { kind: "pause", request: { months, resumesAtMs, ...offer } };
}

/**
 * Pauses a monthly subscription for one to three months from the end of the paid period: nothing is
 * charged and nothing granted meanwhile, and the workspace is on the free plan. Owners and admins
 * only. Safe to repeat. Refuses what is yearly, ending, unpaid or paused otherwise with `conflict`.
 */
export async function pauseSubscription(ctx: Ctx, input: PauseSubscription): Promise<BillingView> {
  const workspace = requireBuyer(ctx);
  const { months } = parseInput(PauseSubscription, input);
  await runIntent(ctx, workspace, async (row) => decidePause(row, months));
  return await getBilling(ctx);
}

/**
 * Ends a pause now. Within the time that was paid for nothing else happens; later a new period begins
 * and is charged. Owners and admins only. Safe to repeat.
 */
export async function unpauseSubscription(ctx: Ctx): Promise<BillingView> {
  const workspace = requireBuyer(ctx);
  await runIntent(ctx, workspace, async (row) =>
    row.pausedFromMs === null ? undefined : { kind: "unpause", request: {} },
  );
  return await getBilling(ctx);
}

/** What is offered to who thinks of leaving. Asking uses nothing up. Owners and admins only. */
export async function getRetentionOffer(ctx: Ctx): Promise<RetentionOfferView> {
  const workspace = requireBuyer(ctx);
  const row = await findLivingSubscription(ctx, workspace.id);
  if (row === undefined) {
    return { state: "none", discount: null, pauseMonths: null, periodEndsAtMs: null };
  }
  return { ...(await readOffer(ctx, row)), periodEndsAtMs: row.periodEndsAtMs };
}

/**
 * Takes the retention offer: its discount, or its pause. A cancellation that was scheduled is taken
 * back. Owners and admins only. One a period: later ones are `conflict`, the same again is not done
 * twice.
 */
export async function acceptRetentionOffer(
  ctx: Ctx,
  input: AcceptRetentionOffer = {},
): Promise<BillingView> {
  const workspace = requireBuyer(ctx);
  const { kind } = parseInput(AcceptRetentionOffer, input);
  await runIntent(ctx, workspace, async (row): Promise<WantedIntent | undefined> => {
    const offer = await readOffer(ctx, row);
    if (offer.state === "accepted") return undefined;
    const isOffered = kind === "pause" ? offer.pauseMonths : offer.discount;
    if (offer.state !== "available" || isOffered === null) {
      throw new Problem("conflict", {
        detail: "There is no such offer in this period.",
        extensions: { reason: "no-offer" },
      });
    }
    const offerOfPeriodAtMs = row.periodStartsAtMs;
    if (kind === "discount") return { kind: "discount", request: { offerOfPeriodAtMs } };
    return decidePause(row, offer.pauseMonths ?? 1, offerOfPeriodAtMs);
  });
  return await getBilling(ctx);
}
